/** The end of the header: for guests a way to sign in, for others their places and account. */
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { goTo, usePath } from "@/platform/navigation";
import styles from "./AccountCorner.module.css";
import { learnMe, useMe } from "./me";

/** Guests, who are most people, never fetch it. */
const SignedInCorner = lazy(() => import("./SignedInCorner"));

/** Pages that a guest came to in order to become signed in. */
const DOORS = new Set(["/sign-in", "/forgotten", "/welcome"]);

export function AccountCorner() {
  const { t } = useTranslation("common");
  const me = useMe();
  const path = usePath();
  useEffect(() => void learnMe(), []);
  if (me === undefined || (me === null && DOORS.has(path))) return null;
  if (me === null)
    return (
      <a
        className={styles.signIn}
        href="/sign-in"
        onClick={(event) => {
          event.preventDefault();
          goTo("/sign-in", { from: path });
        }}
      >
        {t("account.signIn")}
      </a>
    );
  return (
    <Suspense fallback={null}>
      <SignedInCorner account={me} path={path} />
    </Suspense>
  );
}
