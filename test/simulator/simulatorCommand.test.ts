import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CommandIo } from '../../src/cli/command';
import { run } from '../../src/cli/run';
import { GuestClient } from './guestClient';

/** A terminal that remembers. `printed(pattern)` resolves when a line fits; `stop` is Ctrl+C. */
function terminal() {
  const out: string[] = [];
  const errors: string[] = [];
  let wake = () => {};
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const io: CommandIo = {
    out: (line) => {
      out.push(line);
      wake();
    },
    error: (line) => void errors.push(line),
    stopped: () => stopped,
  };
  const printed = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const match = pattern.exec(out.join('\n'));
      if (match !== null) return match[1] ?? '';
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { io, out, errors, printed, stop: () => stop() };
}

describe('botbuilder-genesys-cloud simulator', () => {
  it('starts, prints the settings of a bot, serves, and stops when asked', async () => {
    const screen = terminal();
    const exit = run(['simulator', '--port', '0'], screen.io);
    const url = await screen.printed(/GENESYSCLOUD_ENDPOINT=(\S+)/);
    const deploymentId = await screen.printed(/GENESYSCLOUD_DEPLOYMENT_ID=(\S+)/);
    const guest = await GuestClient.configured({ url, deploymentId });
    expect((await fetch(await screen.printed(/Agent desk +(\S+)/))).status).toBe(200);
    screen.stop();
    expect(await exit).toBe(0);
    await guest.closed();
  });

  it('explains itself', async () => {
    const screen = terminal();
    expect(await run(['simulator', '--help'], screen.io)).toBe(0);
    expect(screen.out.join('\n')).toContain('--port');
  });

  it.each([
    [['--port', 'many'], '--port must be a number from 0 to 65535, not "many".'],
    [['--port', '70000'], '--port must be a number from 0 to 65535, not "70000".'],
    [['--host', ''], '--host must not be empty.'],
    [['--colour'], "Unknown option '--colour'"],
  ])('refuses %j and says why', async (args, reason) => {
    const screen = terminal();
    expect(await run(['simulator', ...args], screen.io)).toBe(2);
    expect(screen.errors[0]).toContain(reason);
  });

  it('says what to do when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const screen = terminal();
      expect(await run(['simulator', '--port', String(port)], screen.io)).toBe(1);
      expect(screen.errors[0]).toBe(
        `Port ${port} on 127.0.0.1 is taken. Choose another with --port, or --port 0 for any free one.`,
      );
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });
});

describe('botbuilder-genesys-cloud', () => {
  it('lists its commands', async () => {
    const screen = terminal();
    expect(await run(['--help'], screen.io)).toBe(0);
    expect(screen.out.join('\n')).toContain('simulator');
    expect(await run([], screen.io)).toBe(2);
  });

  it.each(['juggle', 'toString'])('does not know %s', async (name) => {
    const screen = terminal();
    expect(await run([name], screen.io)).toBe(2);
    expect(screen.errors[0]).toContain(`Unknown command "${name}"`);
  });
});
