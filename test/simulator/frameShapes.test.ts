import { type Simulator, startSimulator } from '../../src/simulator';
import { type Frame, GuestClient } from './guestClient';

/**
 * What clients that others wrote need of a frame, or they break: the web-messaging-tester (throws on codes other than
 * 200 and on a missing channel), Genesys' mobile transport (drops frames with missing or mistyped fields) and its Java
 * SDK (reads history until a page is empty). Source: web messaging reference 9.2 to 9.4.
 */

const CLASSES = [
  'string',
  'SessionResponse',
  'StructuredMessage',
  'PresignedUrlResponse',
  'AttachmentDeletedResponse',
  'UploadSuccessEvent',
  'UploadFailureEvent',
  'ConnectionClosedEvent',
  'SessionExpiredEvent',
  'SessionClearedEvent',
  'JwtResponse',
  'GetConfigurationResponse',
  'GenerateUrlError',
  'TooManyRequestsErrorMessage',
];

let simulator: Simulator;
let frames: Frame[];

/** One life of a guest in which every class of frame appears. */
beforeAll(async () => {
  simulator = await startSimulator({ limits: { enforce: true }, welcomeText: 'Welcome' });
  const guest = await GuestClient.configured(simulator);
  await guest.text('hello', { queue: 'Sales' });
  const conversation = await simulator.waitForConversation();
  const dana = simulator.agent('Dana');
  dana.accept(conversation);
  dana.typing(conversation);
  dana.sendText(conversation, 'with a name');
  dana.sendText(conversation, 'without a name', { anonymous: true });
  dana.sendAttachment(conversation, { filename: 'form.pdf', mime: 'application/pdf', data: 'PDF' });
  dana.sendStructured(conversation, {
    text: 'Choose',
    content: [{ contentType: 'QuickReply', quickReply: { text: 'A', payload: 'a' } }],
  });
  await guest.event({ eventType: 'Typing', typing: { type: 'On' } });
  await guest.request('echo', { message: { type: 'Text', text: 'ping' } });
  await guest.request('getJwt');
  await guest.request('getConfiguration', { deploymentId: simulator.deploymentId });
  const file = { attachmentId: 'f1', fileName: 'a.png', fileType: 'image/png', fileSize: 1, errorsAsJson: true };
  await guest.request('onAttachment', { ...file, fileSize: 0 });
  for (const refused of [true, false]) {
    const { body } = await guest.request('onAttachment', file);
    if (refused) simulator.levers.failUploads(1);
    await fetch(body.url, { method: 'PUT', headers: { ...body.headers, 'content-type': 'image/png' }, body: 'x' });
    await guest.ofClass(refused ? 'UploadFailureEvent' : 'UploadSuccessEvent');
  }
  await guest.request('deleteAttachment', { attachmentId: 'f1' });
  await guest.request('nonsense');
  simulator.levers.rateLimitNext(1, 2);
  await guest.text('too fast');
  dana.disconnect(conversation);
  await guest.next((frame) => frame.body.events?.[0]?.presence?.type === 'Disconnect');
  await guest.request('onMessage', {
    message: { type: 'Event', events: [{ eventType: 'Presence', presence: { type: 'Clear' } }] },
  });
  await guest.closed();

  const expiring = await GuestClient.configured(simulator);
  await expiring.text('hello');
  simulator.conversations().at(-1)!.expireSession();
  await expiring.ofClass('SessionExpiredEvent');
  frames = [...guest.frames, ...expiring.frames];
});

afterAll(() => simulator.close());

const of = (name: string) => frames.filter((frame) => frame.class === name);
const bodies = (name: string) => of(name).map((frame) => frame.body);

describe('the frames', () => {
  it('are of every class that a guest can meet here', () => {
    expect([...new Set(frames.map((frame) => frame.class))].sort()).toEqual([...CLASSES].sort());
  });

  it('all have type, class, code and body', () => {
    for (const frame of frames) {
      expect(frame).toMatchObject({ type: expect.stringMatching(/^(response|message)$/), code: expect.any(Number) });
      expect(typeof frame.body).toBe(frame.class === 'string' ? 'string' : 'object');
    }
  });

  it('have a code other than 200 only where something was refused', () => {
    const refusals = frames.filter((frame) => frame.code !== 200).map((frame) => frame.class);
    expect(refusals).toEqual(['GenerateUrlError', 'string', 'TooManyRequestsErrorMessage']);
  });

  it('of a session say response, of chat say message, and the echo action says response', () => {
    expect(of('SessionResponse').every((frame) => frame.type === 'response')).toBe(true);
    const responses = of('StructuredMessage').filter((frame) => frame.type === 'response');
    expect(responses.map((frame) => frame.body.text)).toEqual(['ping']);
  });

  it('of a message have id, type, direction, and a channel with a time that can be read', () => {
    for (const body of bodies('StructuredMessage')) {
      expect(body.id).toMatch(/^[0-9a-f]{32}$/);
      expect(['Text', 'Structured', 'Event']).toContain(body.type);
      expect(['Inbound', 'Outbound']).toContain(body.direction);
      expect(Date.parse(body.channel.time)).not.toBeNaN();
      for (const value of Object.values(body.metadata)) expect(typeof value).toBe('string');
    }
  });

  it('of an agent’s or a flow’s message say who wrote it', () => {
    const written = bodies('StructuredMessage').filter(
      (body) => body.direction === 'Outbound' && body.type !== 'Event',
    );
    expect(written.map((body) => body.originatingEntity)).toEqual(['Bot', 'Human', 'Human', 'Human', 'Human', 'Bot']);
  });

  it('of a file have id, url, filename and mediaType; of a quick reply text and payload', () => {
    const content = bodies('StructuredMessage').flatMap((body) => body.content ?? []);
    expect(content).toContainEqual({
      contentType: 'Attachment',
      attachment: expect.objectContaining({
        id: expect.any(String),
        url: expect.stringMatching(/^http/),
        filename: 'form.pdf',
        mediaType: 'File',
      }),
    });
    expect(content).toContainEqual({ contentType: 'QuickReply', quickReply: { text: 'A', payload: 'a' } });
  });

  it('of a Disconnect are an outbound presence event with readOnly as text', () => {
    const end = bodies('StructuredMessage').find((body) => body.events?.[0]?.presence?.type === 'Disconnect');
    expect(end).toMatchObject({ type: 'Event', direction: 'Outbound', events: [{ eventType: 'Presence' }] });
    expect(end.metadata.readOnly).toBe('false');
  });

  it('have numbers where clients read numbers', () => {
    expect(bodies('JwtResponse')[0]).toEqual({ jwt: expect.any(String), exp: expect.any(Number) });
    expect(bodies('TooManyRequestsErrorMessage')[0]).toEqual({
      retryAfter: 2,
      errorCode: 4029,
      errorMessage: expect.any(String),
    });
    expect(bodies('GenerateUrlError')[0]).toMatchObject({ errorCode: 4102, errorMessage: expect.any(String) });
    expect(typeof bodies('SessionResponse')[0].connected).toBe('boolean');
  });

  it('of uploads have what clients wait for', () => {
    expect(bodies('PresignedUrlResponse')[0]).toMatchObject({
      attachmentId: 'f1',
      headers: {},
      url: expect.any(String),
    });
    expect(bodies('PresignedUrlResponse')[0].fileSize).toBeUndefined();
    const success = { attachmentId: 'f1', downloadUrl: expect.any(String), timestamp: expect.any(String) };
    expect(bodies('UploadSuccessEvent')[0]).toMatchObject(success);
    expect(bodies('UploadFailureEvent')[0]).toMatchObject({ attachmentId: 'f1', errorCode: 4003 });
  });
});
