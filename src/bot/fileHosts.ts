/** Where a channel keeps its users' files. */
export interface FileHost {
  /** A host name, or `*.` and a domain; a port only where it is not the scheme's own. */
  host: string;
  /** Whether the bot's own token must go with the request. Only to hosts that nobody but the channel can have. */
  token?: true;
}

/**
 * The hosts of each channel. An address in a chat message is the word of a stranger: what is not on its channel's list,
 * or the author's (`attachmentHosts`), is not fetched.
 *
 * Sources: learn.microsoft.com, Teams, "Send and receive files through a bot" and "Media bots" (SharePoint's
 * `downloadUrl` is signed by itself; pictures on `smba` need the bot's token); Bot Framework, "Direct Line: upload";
 * developers.facebook.com, "Webhook attachments" (2026-11). None but the local channel could be tried.
 */
export const channelFileHosts: Readonly<Record<string, readonly FileHost[]>> = {
  webchat: [{ host: '*.botframework.com' }],
  directline: [{ host: '*.botframework.com' }],
  emulator: [],
  msteams: [
    { host: 'smba.trafficmanager.net', token: true },
    { host: 'smba.infra.gcc.teams.microsoft.com', token: true },
    { host: '*.asm.skype.com', token: true },
    { host: '*.sharepoint.com' },
  ],
  slack: [{ host: 'slack.botframework.com', token: true }, { host: 'files.slack.com' }],
  facebook: [{ host: '*.fbcdn.net' }, { host: '*.fbsbx.com' }],
};

/** The entry of a channel's list that an address is on. */
export function channelHostOf(channelId: unknown, url: URL): FileHost | undefined {
  if (url.protocol !== 'https:' || typeof channelId !== 'string' || !Object.hasOwn(channelFileHosts, channelId)) {
    return undefined;
  }
  return channelFileHosts[channelId]?.find(({ host }) => matchesHost(host, url));
}

/** Whether an address is on a host as written in a list: `files.example.com`, `*.example.com`, `127.0.0.1:3978`. */
export function matchesHost(pattern: string, url: URL): boolean {
  const [, name = '', port = ''] = /^(.*?)(?::(\d+))?$/.exec(pattern.trim().toLowerCase()) ?? [];
  if (port !== url.port) return false;
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) && host.length > name.length - 1 : host === name;
}
