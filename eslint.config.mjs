import eslint from '@eslint/js'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import { importX } from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** The last three look at what the first leaves out: tests, and the pages. */
const PROJECTS = ['tsconfig.json', 'test/tsconfig.json', 'graphiql/tsconfig.json', 'console/tsconfig.json']

/** Who may import whom in src/: each folder, and the folders that it must not reach. Imports go one way. */
const LAYERS = ['domain', 'whatsapp', 'persistence', 'pubsub', 'webhooks', 'schema', 'resolvers', 'server']
const ALLOWED = {
  domain: [],
  whatsapp: ['domain'],
  persistence: ['domain'],
  pubsub: ['domain'],
  webhooks: ['domain'],
  schema: ['domain'],
  resolvers: ['domain', 'whatsapp', 'persistence', 'pubsub', 'webhooks', 'schema'],
  server: ['domain', 'schema', 'resolvers'],
}
const zones = LAYERS.map((layer) => ({
  target: `./src/${layer}`,
  from: LAYERS.filter((other) => other !== layer && !ALLOWED[layer].includes(other)).map((other) => `./src/${other}`),
  message: `src/${layer} may import only ${ALLOWED[layer].join(', ') || 'itself'}.`,
}))

/** Libraries that only one folder of src/ knows. */
const OWNED = {
  'whatsapp/whatsapp-web': ['whatsapp-web.js', 'whatsapp-web.js/*', 'puppeteer', 'puppeteer-core'],
  persistence: ['@prisma/*', 'mariadb', '**/generated/**'],
  pubsub: ['ioredis'],
}
const owners = Object.keys(OWNED)

/** The rule for files of `owner`, or of nobody where it is null. */
const libraries = (owner) => ({
  files: [owner === null ? 'src/**/*.ts' : `src/${owner}/**/*.ts`],
  ignores: owner === null ? owners.map((folder) => `src/${folder}/**`) : [],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: owners
          .filter((folder) => folder !== owner)
          .map((folder) => ({ group: OWNED[folder], message: `Only src/${folder}/ may import this.` })),
      },
    ],
  },
})

export default tseslint.config(
  {
    ignores: ['dist/', 'node_modules/', 'data/', 'coverage/', '**/generated/', 'test/stand-in/page/**'],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { project: PROJECTS, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      // Without it the plugin looks into no TypeScript file, and finds no circle.
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          noWarnOnMultipleProjects: true,
          project: PROJECTS,
        }),
      ],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', 300],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/only-throw-error': 'error',
    },
  },
  ...[null, ...owners].map(libraries),
  { files: ['{console,graphiql}/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended },
  { files: ['**/*.{js,mjs,cjs}'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
)
