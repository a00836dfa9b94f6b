import { HandoffError } from '../../errors';

/** Why a session takes no more messages, worded once. */
export const sessionErrors = {
  closed: () => new HandoffError('sessionClosed', 'The session was closed on our side; open it again to go on.'),
  expired: () => new HandoffError('sessionExpired', 'The Genesys guest session has expired; a new handoff is needed.'),
  lost: () => new HandoffError('sessionLost', 'Genesys no longer knows the guest session; a new handoff is needed.'),
  cleared: () => new HandoffError('sessionLost', 'The conversation was ended by the guest and is gone at Genesys.'),
  readOnly: () =>
    new HandoffError('sessionReadOnly', 'The conversation has ended read-only; Genesys takes no more messages in it.'),
  accessDenied: (deploymentId: string) =>
    new HandoffError(
      'accessDenied',
      `Genesys refused the connection (HTTP 403) for deployment ${deploymentId}. Either the deployment id is wrong, of another region or inactive ` +
        '(Admin > Message > Messenger Deployments), or the deployment restricts its allowed domains and the setting `origin` names none of them.',
    ),
};
