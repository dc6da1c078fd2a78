/**
 * Who is signed in on this browser. Asked of the server once, when the first screen with a header is drawn; sign-in,
 * sign-out and profile tell it of changes. The name becomes the one that meetings are joined with.
 */
import { create } from "zustand";
import { type Account, type SiteRight, whoAmI } from "@/api/accounts";
import { isLanguage } from "@/i18n/languages";
import { prefer, usePreferences } from "@/platform/preferences";

interface Me {
  /** null = a guest; undefined = not known yet. */
  account: Account | null | undefined;
}
const useStore = create<Me>()(() => ({ account: undefined }));

/** null = a guest; undefined = not known yet. */
export function useMe(): Account | null | undefined {
  return useStore((state) => state.account);
}

export function useMay(right: SiteRight): boolean {
  return useStore((state) => state.account?.rights.includes(right) ?? false);
}

/** Somebody has signed in, out (null), or changed the profile. */
export function setMe(account: Account | null): void {
  useStore.setState({ account });
  if (account === null) return;
  prefer({ name: account.name });
  if (usePreferences.getState().language === null && isLanguage(account.language))
    prefer({ language: account.language });
}

/** Ask the server, unless it is known. A server that does not answer makes nobody a guest: the next screen asks again. */
export async function learnMe(): Promise<void> {
  if (useStore.getState().account !== undefined) return;
  try {
    setMe(await whoAmI());
  } catch {
    // Whoever needs the account says what is wrong; a header without it harms nobody.
  }
}

/** For tests: nobody has asked yet. */
export function forgetMe(): void {
  useStore.setState({ account: undefined });
}
