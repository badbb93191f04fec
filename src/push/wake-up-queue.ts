/** The name of the one queue of wake-ups; its jobs carry an opaque device id and nothing else. */

export const WAKE_UP_QUEUE = 'wake-ups';
