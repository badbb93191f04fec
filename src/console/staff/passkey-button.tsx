/** The button that asks an authenticator, in the form that sends its answer; without scripts, a word in its place. */

/** The script behind the button: `scripts` of a page that has one. */
export const PASSKEY_SCRIPT = 'passkey';

interface PasskeyButtonProps {
  /** Whether a new passkey is made, or one is used. */
  readonly kind: 'create' | 'get';
  /** Where the script asks what to ask for. */
  readonly options: string;
  readonly label: string;
  readonly isQuiet?: boolean;
}

export function PasskeyButton({ kind, options, label, isQuiet }: PasskeyButtonProps) {
  return (
    <>
      <input type="hidden" name="answer" value="" />
      <div class="actions" data-needs-passkeys hidden>
        <button type="button" data-passkey={kind} data-options={options} class={isQuiet === true ? 'quiet' : undefined}>
          {label}
        </button>
        <span data-passkey-says role="status"></span>
      </div>
      <p class="soft" data-without-passkeys>
        Passkeys need scripts, which are off in this browser.
      </p>
    </>
  );
}
