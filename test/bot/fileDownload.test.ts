import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FileDownload, type FileDownloadParts } from '../../src/bot/fileDownload';
import { channelHostOf, matchesHost } from '../../src/bot/fileHosts';
import { isPublicAddress } from '../../src/bot/publicAddress';
import type { HandoffRecord } from '../../src/conversation/record';

describe('fetching a file that a user named', () => {
  let server: Server;
  let origin: string;
  let answer: RequestListener;
  const seen: { authorization?: string; url?: string }[] = [];

  beforeEach(async () => {
    seen.length = 0;
    server = createServer((request, response) => {
      seen.push({ authorization: request.headers.authorization, url: request.url });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function open(url: string, parts: Partial<FileDownloadParts> = {}, channelId = 'webchat', maxBytes = 1_000) {
    const files = new FileDownload({
      attachmentHosts: [new URL(origin).host],
      channelToken: async () => 'secret',
      ...parts,
    });
    const record = { reference: { channelId } } as unknown as HandoffRecord;
    const file = { url, name: 'a.png', mime: 'image/png' };
    return files.open(record, file, { maxBytes, signal: new AbortController().signal });
  }

  async function read(file: { bytes: AsyncIterable<Uint8Array> }): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.bytes) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  it('streams it, and sends no token to the author’s own hosts', async () => {
    answer = (_request, response) => response.end('bytes');
    const file = await open(`${origin}/a.png`);
    expect(file).toMatchObject({ sizeBytes: 5, mime: 'image/png' });
    expect(await read(file)).toBe('bytes');
    expect(seen[0]?.authorization).toBeUndefined();
  });

  it('counts first where the server does not say how long it is', async () => {
    answer = (_request, response) => {
      response.write('by');
      response.end('tes');
    };
    const file = await open(`${origin}/a.png`);
    expect(file.sizeBytes).toBe(5);
    expect(await read(file)).toBe('bytes');
    expect(seen).toHaveLength(2);
  });

  it('does not go where a redirect leads', async () => {
    answer = (_request, response) => {
      response.writeHead(302, { location: `${origin}/secret` });
      response.end();
    };
    await expect(open(`${origin}/a.png`)).rejects.toMatchObject({ code: 'fileSourceRefused' });
    expect(seen.map(({ url }) => url)).toEqual(['/a.png']);
  });

  it.each([
    ['announced', { 'content-length': '5000' }],
    ['not announced', {}],
  ])('stops at the limit, %s', async (_name, headers) => {
    answer = (_request, response) => {
      response.writeHead(200, headers);
      response.end(Buffer.alloc(5_000));
    };
    await expect(open(`${origin}/a.png`)).rejects.toMatchObject({ code: 'fileTooLarge' });
  });

  it('does not believe a server that sends another length than it said', async () => {
    let requests = 0;
    answer = (_request, response) => {
      response.write('x'.repeat(++requests === 1 ? 10 : 20));
      response.end();
    };
    const file = await open(`${origin}/a.png`);
    await expect(read(file)).rejects.toMatchObject({ code: 'fileUnreadable' });
  });

  it.each([404, 500])('says that it cannot be read at HTTP %i', async (status) => {
    answer = (_request, response) => {
      response.writeHead(status);
      response.end();
    };
    await expect(open(`${origin}/a.png`)).rejects.toMatchObject({ code: 'fileUnreadable' });
  });

  it.each([
    'https://evil.example.test/a.png',
    'https://directline.botframework.com.evil.test/a.png',
    'https://evil.test/directline.botframework.com',
    'https://botframework.com@evil.test/a.png',
    'http://directline.botframework.com/a.png',
    'https://directline.botframework.com:8443/a.png',
    'https://user@directline.botframework.com/a.png',
    'ftp://directline.botframework.com/a.png',
    'file:///etc/passwd',
    'https://10.0.0.1/a.png',
    'https://[::1]/a.png',
    'http://127.0.0.1:1/a.png',
    'nonsense',
  ])('does not touch %s', async (url) => {
    const resolve = jest.fn();
    await expect(open(url, { resolve })).rejects.toMatchObject({ code: 'fileSourceRefused' });
    expect(resolve).not.toHaveBeenCalled();
    expect(seen).toEqual([]);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '::1',
    'fd00::1',
    '::ffff:192.168.0.1',
    '0.0.0.0',
  ])('does not connect to a listed name that turns out to be %s', async (address) => {
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address, family: address.includes(':') ? 6 : 4 },
    ];
    const url = 'https://directline.botframework.com/attachments/1';
    await expect(open(url, { resolve })).rejects.toMatchObject({ code: 'fileSourceRefused' });
  });

  it('does not take a name the author listed for this machine', async () => {
    const { port } = new URL(origin);
    const attachmentHosts = [`files.example.test:${port}`];
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const url = `https://files.example.test:${port}/a.png`;
    await expect(open(url, { attachmentHosts, resolve })).rejects.toMatchObject({ code: 'fileSourceRefused' });
    expect(seen).toEqual([]);
  });

  it.each([
    ['msteams', 'https://smba.trafficmanager.net/amer/v3/attachments/1/views/original', true],
    ['msteams', 'https://contoso.sharepoint.com/a', undefined],
    ['webchat', 'https://smba.trafficmanager.net/a', 'not listed'],
    ['slack', 'https://slack.botframework.com/a', true],
    ['facebook', 'https://scontent.xx.fbcdn.net/a', undefined],
    ['sms', 'https://directline.botframework.com/a', 'not listed'],
    ['__proto__', 'https://directline.botframework.com/a', 'not listed'],
  ])('%s: %s gets the bot’s token: %s', (channelId, url, token) => {
    const host = channelHostOf(channelId, new URL(url));
    expect(host === undefined ? 'not listed' : host.token).toBe(token);
  });

  it('matches hosts as a whole, not by a part of their name', () => {
    expect(matchesHost('*.example.com', new URL('https://a.example.com/'))).toBe(true);
    expect(matchesHost('*.example.com', new URL('https://example.com/'))).toBe(false);
    expect(matchesHost('*.example.com', new URL('https://aexample.com/'))).toBe(false);
    expect(matchesHost('example.com', new URL('https://example.com./'))).toBe(true);
    expect(matchesHost('[::1]:80', new URL('http://[::1]:80/'))).toBe(false);
  });

  it.each(['8.8.8.8', '2606:4700::1111'])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
  it.each([
    '100.64.0.1',
    '192.0.2.1',
    '224.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'fe80::1',
    'text',
    '',
  ])('%p is not', (address) => expect(isPublicAddress(address)).toBe(false));
});
