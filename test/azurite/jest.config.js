/** The stores' suites over a real Blob service. The files' names keep them out of `npm test`, whose install has no Azurite. */
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/azurite'],
  testMatch: ['**/*.azurite.ts'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['ts-jest', {}] },
  testTimeout: 60_000,
};
