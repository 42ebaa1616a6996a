import { defineConfig } from 'prisma/config'

// For Prisma's own tools on a developer's machine. The server reads none of this: it applies the migrations itself.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
