#!/usr/bin/env node
import type { CommandIo } from './command';
import { errorText } from './errorText';
import { run } from './run';

const io: CommandIo = {
  out: (line) => console.log(line),
  error: (line) => console.error(line),
  stopped: () =>
    new Promise((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    }),
};

run(process.argv.slice(2), io).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(errorText(error) ?? 'The command failed.');
    process.exitCode = 1;
  },
);
