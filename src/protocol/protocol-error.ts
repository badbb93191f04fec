/** The one typed error of every parser here: what came from outside does not have the shape the protocol demands. */
export class ProtocolError extends Error {
  /** `message` names the fault and never repeats the offending value: it may be an account, a key or a token. */
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
