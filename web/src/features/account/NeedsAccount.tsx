/** For pages of signed-in people: guests go to sign in and come back. */
import { type ReactNode, useEffect } from "react";
import type { Account } from "@/api/accounts";
import { Frame } from "@/features/home/Frame";
import { Waiting } from "@/features/home/Waiting";
import { goTo } from "@/platform/navigation";
import { useMe } from "./me";

export function NeedsAccount({ children }: { children(me: Account): ReactNode }) {
  const me = useMe();
  const guest = me === null;
  useEffect(() => {
    if (guest) goTo("/sign-in", { from: window.location.pathname });
  }, [guest]);
  // The frame asks who is there.
  if (!me)
    return (
      <Frame>
        <Waiting />
      </Frame>
    );
  return children(me);
}
