/**
 * Genesys' limits of Web Messaging.
 * Source: Genesys Developer Center, "Limits", Web Messaging section, as read in October 2026.
 *
 * The windows are a little longer than Genesys' own, because what leaves us evenly may arrive closer together.
 */

/** `onMessage` frames (texts, typing, Clear) of one session. */
export const SESSION_MESSAGES = { limit: 5, windowMs: 1_100 };
/** All requests of one connection. */
export const CONNECTION_REQUESTS = { limit: 60, windowMs: 61_000 };
/** History calls of one session. */
export const HISTORY_CALLS = { limit: 10, windowMs: 61_000 };
/** New connections of one deployment. */
export const NEW_CONNECTIONS = { limit: 1_000, windowMs: 61_000 };

/** Left over by messages, so that history and Clear always find room. */
export const MESSAGE_RESERVE = 3;
/** Left over by typing, so that messages always find room. */
export const TYPING_RESERVE = 15;
/** Left over by typing of the five messages a second. */
export const TYPING_SESSION_RESERVE = 3;
/** Source: mobile SDK 2.14.0 (2026-06), which also sends typing at most so often. */
export const TYPING_INTERVAL_MS = 5_000;

/** UTF-8 bytes of one inbound text (error 4011 above it). */
export const MAX_TEXT_BYTES = 4_096;
/** UTF-8 bytes of all custom attribute keys and values (error 4013 above it). */
export const MAX_ATTRIBUTE_BYTES = 2_048;
