/** Where the focus goes when a form is not sent because a field cannot be right. */

/** To the first field that says what is wrong with it: its note is read there. */
export function toFirstWrong(form: HTMLFormElement): void {
  form.querySelector<HTMLInputElement>("input[aria-invalid=true]")?.focus();
}
