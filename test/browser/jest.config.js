/** The page in a real browser. Needs Chromium: its path in CHROMIUM_PATH, or where Debian's package puts it. */
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/browser'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['ts-jest', {}] },
  moduleNameMapper: {
    '^botbuilder-genesys-cloud$': '<rootDir>/src/index.ts',
    '^botbuilder-genesys-cloud/simulator$': '<rootDir>/src/simulator/index.ts',
  },
  testTimeout: 60_000,
};
