/**
 * The embedded database's Prisma schema, made from the MySQL one: another provider, another output, and no native types
 * (SQLite has none). A second schema kept by hand would part from the first one on the first busy day.
 *
 * @param {string} schema prisma/schema.prisma
 * @returns {string} prisma/embedded/schema.prisma
 */
export function deriveSchema(schema) {
  const derived = schema
    .replace(/^(\/\/.*\n)+/, '// Derived from ../schema.prisma by `npm run generate`: do not edit.\n')
    .replace(/(datasource \w+ \{[^}]*provider\s*=\s*)"mysql"/, '$1"sqlite"')
    .replace(
      /(generator \w+ \{[^}]*output\s*=\s*)"\.\.\/(src\/persistence\/generated)\/mysql"/,
      '$1"../../$2/embedded"',
    )
    .replace(/[ \t]+@db\.\w+(\([^)]*\))?/g, '')
    .replace(/[ \t]+$/gm, '')
  if (!derived.includes('"sqlite"') || !derived.includes('generated/embedded"')) {
    throw new Error(
      'prisma/schema.prisma: expected provider = "mysql" and output = "../src/persistence/generated/mysql"',
    )
  }
  return derived
}
