import { HandoffError } from '../../../src/errors';
import type { OutgoingAttachment, TransportMessage } from '../../../src/transports/transport';
import { openRecorded } from '../../support/recordedSession';
import { type SimulatedGenesys, simulatedGenesys } from '../../support/simulatedGenesys';

let genesys: SimulatedGenesys;

afterEach(() => genesys.close());

/** A file that is read as often as it is opened; notes how often that was, and whether it was let go each time. */
class TestFile implements OutgoingAttachment {
  opened = 0;
  closed = 0;
  mime = 'image/png';

  constructor(
    readonly name: string,
    private readonly data = 'bytes',
    private readonly sizeBytes = data.length,
  ) {}

  async open() {
    this.opened++;
    const data = this.data;
    async function* bytes() {
      yield Buffer.from(data);
    }
    return { mime: this.mime, sizeBytes: this.sizeBytes, bytes: bytes(), close: () => void this.closed++ };
  }
}

describe.each([
  ['gives our own message ids back', true],
  ['forgets our own message ids', false],
])('a user’s file, when Genesys %s,', (_name, echoGuestMetadata) => {
  async function established(options: { uploadScanMs?: number } = {}, settings: object = {}) {
    genesys = await simulatedGenesys({ echoGuestMetadata, ...options });
    const session = openRecorded(await genesys.transport(settings));
    await session.send({ id: 'm1', text: 'Hello' });
    const conversation = await genesys.simulator.waitForConversation();
    const files = () =>
      conversation.messages.flatMap(({ content }) =>
        (content ?? []).map(({ attachment }) => (attachment as { filename: string }).filename),
      );
    return { session, conversation, files, levers: genesys.simulator.levers };
  }

  const carry = (id: string, attachment: OutgoingAttachment): TransportMessage => ({ id, text: 'file', attachment });

  it('arrives once, and is let go', async () => {
    const { session, files } = await established();
    const file = new TestFile('a.png');
    await session.send(carry('m2', file));
    await session.send({ id: 'm3', text: 'There' });
    expect(files()).toEqual(['a.png']);
    expect(file).toMatchObject({ opened: 1, closed: 1 });
  });

  it('arrives once when its acknowledgement is lost with the socket', async () => {
    const { session, files, conversation, levers } = await established();
    levers.dropEcho(1);
    const sending = session.send(carry('m2', new TestFile('a.png')));
    while (files().length === 0) await new Promise(setImmediate);
    levers.dropSockets();
    await sending;
    await session.send({ id: 'm3', text: 'There' });
    await conversation.waitForUserText('There');
    expect(files()).toEqual(['a.png']);
  });

  it('begins anew when the socket breaks while Genesys looks at it', async () => {
    const { session, files, levers } = await established({ uploadScanMs: 150 });
    const file = new TestFile('a.png');
    const sending = session.send(carry('m2', file));
    while (file.opened === 0) await new Promise(setImmediate);
    levers.dropSockets();
    await sending;
    expect(files()).toEqual(['a.png']);
    expect(file.closed).toBe(file.opened);
  });

  it('is refused by its own code, and the session lives on', async () => {
    const { session, files, levers } = await established();
    await expect(session.send(carry('m2', new TestFile('a.exe')))).rejects.toMatchObject({ code: 'fileTypeRefused' });
    levers.failUploads(1);
    await expect(session.send(carry('m3', new TestFile('b.png')))).rejects.toMatchObject({ code: 'fileTypeRefused' });
    const far = new TestFile('c.png');
    far.open = () => Promise.reject(new HandoffError('fileSourceRefused', 'far'));
    await expect(session.send(carry('m4', far))).rejects.toMatchObject({ code: 'fileSourceRefused' });
    await session.send({ id: 'm5', text: 'Still here' });
    expect(files()).toEqual([]);
  });

  it('that is not as long as announced is tried again, and then given up', async () => {
    const { session } = await established();
    const file = new TestFile('a.png', 'bytes', 50);
    await expect(session.send(carry('m2', file))).rejects.toMatchObject({ code: 'fileUnreadable' });
    expect(file).toMatchObject({ opened: 3, closed: 3 });
  });

  it('does not keep a session from closing', async () => {
    const { session } = await established({ uploadScanMs: 60_000 });
    const file = new TestFile('a.png');
    const closed = expect(session.send(carry('m2', file))).rejects.toMatchObject({ code: 'sessionClosed' });
    while (file.opened === 0) await new Promise(setImmediate);
    await session.close();
    await closed;
    expect(file.closed).toBe(1);
  });
});
