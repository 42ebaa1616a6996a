/** Projects: `unit` needs nothing; `integration` and `e2e` use what scripts/test.mjs provides. */
const swc = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
]

const base = {
  testEnvironment: 'node',
  // Jest on Node 20 cannot require the few dependencies that ship as ES modules only.
  transform: { '^.+\\.ts$': swc, '/node_modules/(content-disposition|cookie)/.+\\.js$': swc },
  transformIgnorePatterns: ['/node_modules/(?!(content-disposition|cookie)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
}

const testsIn = (folder) => `<rootDir>/${folder}/**/*.test.ts`

module.exports = {
  projects: [
    { ...base, displayName: 'unit', testMatch: ['src', 'console', 'test/unit'].map(testsIn) },
    { ...base, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.test.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
    { ...base, displayName: 'history', testMatch: ['<rootDir>/test/history/**/*.test.ts'] },
  ],
}
