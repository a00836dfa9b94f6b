import { type Simulator, startSimulator } from '../../src/simulator';
import { type Frame, GuestClient } from './guestClient';
import { ManualClock } from './manualClock';

let simulator: Simulator;
let clock: ManualClock;
let guest: GuestClient;

beforeEach(async () => {
  clock = new ManualClock();
  simulator = await startSimulator({ clock });
  guest = await GuestClient.configured(simulator);
});

afterEach(() => simulator.close());

const label = { attachmentId: 'c2f6', fileName: 'label.png', fileType: 'image/png', fileSize: 4, errorsAsJson: true };

function put(presigned: Frame, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(presigned.body.url, {
    method: 'PUT',
    headers: { 'content-type': 'image/png', ...presigned.body.headers, ...headers },
    body: 'data',
  });
}

async function upload(): Promise<Frame> {
  const presigned = await guest.request('onAttachment', label);
  expect((await put(presigned)).status).toBe(200);
  clock.advance(0);
  return guest.ofClass('UploadSuccessEvent');
}

describe('an attachment of the guest', () => {
  it('is announced, uploaded, checked and sent', async () => {
    expect(await guest.request('onAttachment', label)).toMatchObject({
      type: 'response',
      class: 'PresignedUrlResponse',
      body: { attachmentId: 'c2f6', fileName: 'label.png', headers: { 'x-amz-tagging': expect.any(String) } },
    });
    const success = await upload();
    expect(success.body).toMatchObject({
      attachmentId: 'c2f6',
      downloadUrl: expect.any(String),
      timestamp: expect.any(String),
    });
    const echo = await guest.request('onMessage', {
      message: { content: [{ contentType: 'Attachment', attachment: { id: 'c2f6' } }] },
    });
    expect(echo.body).toMatchObject({
      type: 'Text',
      content: [{ contentType: 'Attachment', attachment: { id: 'c2f6', mediaType: 'Image' } }],
    });
    expect(echo.body.text).toBeUndefined();
    expect(simulator.conversations()[0]!.messages[0]!.content).toHaveLength(1);
    expect(await (await fetch(success.body.downloadUrl)).text()).toBe('data');
  });

  it('needs the headers that came with the address, and no authorisation of its own', async () => {
    const presigned = await guest.request('onAttachment', label);
    expect((await put(presigned, { 'x-amz-tagging': 'other' })).status).toBe(403);
    expect((await put(presigned, { authorization: 'bearer x' })).status).toBe(400);
    const forged = { ...presigned, body: { ...presigned.body, url: presigned.body.url.replace(/key=.*/, 'key=x') } };
    expect((await put(forged)).status).toBe(403);
  });

  it('cannot be sent before it is uploaded, nor when the check refuses it', async () => {
    const message = { content: [{ contentType: 'Attachment', attachment: { id: 'c2f6' } }] };
    const presigned = await guest.request('onAttachment', label);
    expect(await guest.request('onMessage', { message })).toMatchObject({ code: 4010 });
    simulator.levers.failUploads(1);
    await put(presigned);
    clock.advance(0);
    expect((await guest.ofClass('UploadFailureEvent')).body).toMatchObject({ attachmentId: 'c2f6', errorCode: 4003 });
    expect(await guest.request('onMessage', { message })).toMatchObject({ code: 4010 });
  });

  it.each([
    ['an executable', { fileName: 'virus.exe' }, 4001],
    ['too large', { fileSize: 10_485_761 }, 4002],
    ['empty', { fileSize: 0 }, 4102],
    ['without an extension', { fileName: 'label' }, 4004],
    ['with a name too long', { fileName: `${'x'.repeat(1024)}.png` }, 4005],
  ])('is refused when it is %s, in both forms', async (_case, change, code) => {
    expect(await guest.request('onAttachment', { ...label, ...change })).toMatchObject({
      class: 'GenerateUrlError',
      body: { attachmentId: 'c2f6', errorCode: code },
    });
    expect(await guest.request('onAttachment', { ...label, ...change, errorsAsJson: false })).toMatchObject({
      class: 'string',
      code,
    });
  });

  it('is refused when its type is not allowed', async () => {
    simulator.deployment().configuration.allowedFileTypes = ['application/pdf', 'video/*'];
    expect((await guest.request('onAttachment', label)).body.errorCode).toBe(4001);
  });

  it('gets a fresh address by getAttachment, with empty headers and a size', async () => {
    await upload();
    const fresh = await guest.request('getAttachment', { attachmentId: 'c2f6' });
    expect(fresh).toMatchObject({ class: 'PresignedUrlResponse', body: { headers: {}, fileSize: 4 } });
    clock.advance(600_000);
    expect((await fetch(fresh.body.url)).status).toBe(404);
  });

  it('can be deleted until it is sent', async () => {
    await upload();
    expect(await guest.request('deleteAttachment', { attachmentId: 'c2f6' })).toMatchObject({
      class: 'AttachmentDeletedResponse',
      body: { attachmentId: 'c2f6' },
    });
    expect(await guest.request('getAttachment', { attachmentId: 'c2f6' })).toMatchObject({ code: 4009 });
  });

  it('of one guest is nothing to another', async () => {
    await upload();
    const other = await GuestClient.configured(simulator);
    expect(await other.request('getAttachment', { attachmentId: 'c2f6' })).toMatchObject({ code: 4009 });
  });
});
