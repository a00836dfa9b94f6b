import { createServer } from 'node:http';
import { LOOPBACK, listen, readJsonObject, sendError, sendJson } from '../../samples/support/http';

/**
 * Stands in for Open Messaging's inbound route and the login, which peers call for each message. It checks nothing: what
 * is measured is the caller.
 */
export async function startInboundSink(onText: (text: string) => void): Promise<{ url: string }> {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/oauth/token')) {
      request.resume();
      sendJson(response, 200, { access_token: 'bench', token_type: 'bearer', expires_in: 86_400 });
      return;
    }
    readJsonObject(request)
      .then((body) => {
        onText(String(body.text));
        sendJson(response, 200, { id: 'bench', type: 'Text', text: body.text });
      })
      .catch((error) => sendError(response, error));
  });
  return { url: `http://${LOOPBACK}:${await listen(server, 0, LOOPBACK)}` };
}
