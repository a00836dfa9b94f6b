import { deflateSync } from 'node:zlib';
import { crc32 } from '../crc32';
import type { JsonObject } from '../wireJson';

/** A rich message that the desk can send, as agents do with canned responses. */
export interface CannedMessage {
  readonly name: string;
  readonly label: string;
  /** The message's body on the wire. Source: web messaging reference, section 6. */
  body(picture: () => JsonObject): JsonObject;
}

/** One of each kind of content that the guest API can carry, and one that it never should. */
export const CANNED_MESSAGES: readonly CannedMessage[] = [
  {
    name: 'quickReplies',
    label: 'Quick replies',
    body: () => ({
      text: 'What is it about?',
      content: ['Refund', 'Delay', 'Something else'].map((text, index) => ({
        contentType: 'QuickReply',
        quickReply: { text, payload: `reason_${index}`, action: 'Message' },
      })),
    }),
  },
  {
    name: 'card',
    label: 'Card',
    body: (picture) => ({
      content: [
        {
          contentType: 'Card',
          card: {
            title: 'Parcel 4711',
            description: 'On its way, expected tomorrow.',
            image: picture().url,
            actions: [
              { type: 'Link', text: 'Track it', url: 'https://example.com/parcels/4711' },
              { type: 'Postback', text: 'Change the address', payload: 'change_address' },
            ],
          },
        },
      ],
    }),
  },
  {
    name: 'carousel',
    label: 'Carousel',
    body: (picture) => ({
      content: [
        {
          contentType: 'Carousel',
          carousel: {
            cards: ['Small box', 'Medium box', 'Large box'].map((title, index) => ({
              title,
              description: `${(index + 1) * 10} cm`,
              image: picture().url,
              actions: [{ type: 'Postback', text: `Take the ${title.toLowerCase()}`, payload: `box_${index}` }],
            })),
          },
        },
      ],
    }),
  },
  {
    name: 'listPicker',
    label: 'List picker',
    body: () => ({
      content: [
        {
          contentType: 'ListPicker',
          listPicker: {
            id: 'shops',
            receivedMessage: { title: 'Where will you collect it?', subtitle: 'Choose one or several' },
            replyMessage: { title: 'Chosen' },
            sections: [
              {
                title: 'Shops',
                multipleSelection: true,
                items: [
                  { id: 'shop_ghent', title: 'Ghent', subtitle: 'open until 18:00' },
                  { id: 'shop_bruges', title: 'Bruges', subtitle: 'open until 20:00' },
                ],
              },
            ],
          },
        },
      ],
    }),
  },
  {
    name: 'datePicker',
    label: 'Date picker',
    body: () => ({
      content: [
        {
          contentType: 'DatePicker',
          datePicker: {
            title: 'When shall we call?',
            availableTimes: [
              { dateTime: '2030-01-07T09:00:00.000Z', duration: 1800 },
              { dateTime: '2030-01-07T14:30:00.000Z', duration: 1800 },
            ],
          },
        },
      ],
    }),
  },
  {
    name: 'form',
    label: 'Form',
    body: () => ({
      content: [
        {
          contentType: 'Form',
          form: {
            cannedResponseId: 'claim',
            introduction: { title: 'Your claim', buttonText: 'Begin' },
            formPages: [
              {
                title: 'Page 1',
                pageComponents: [{ formComponentType: 'Input', input: { title: 'What is broken?' } }],
              },
            ],
          },
        },
      ],
    }),
  },
  {
    name: 'picture',
    label: 'Picture',
    body: (picture) => ({ type: 'Text', content: [{ contentType: 'Attachment', attachment: picture() }] }),
  },
  {
    name: 'unknown',
    label: 'Content that nobody knows',
    body: () => ({ content: [{ contentType: 'Hologram', hologram: { depth: 3 } }] }),
  },
];

/** A picture of 64 by 48 in one colour, as a PNG. */
export function samplePicture(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(64, 0);
  header.writeUInt32BE(48, 4);
  header.set([8, 2], 8);
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(64 * 3, Buffer.of(0x34, 0x57, 0xd5))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: 48 }, () => row)));
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}
