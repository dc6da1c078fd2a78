/** The end of the header for signed-in people: the places of the app, and the menu of the account. */
import { IconLogout, IconUserCircle } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { type Account, signOut } from "@/api/accounts";
import { useErrorText } from "@/i18n/useErrorText";
import { goTo, onLinkPress } from "@/platform/navigation";
import { Avatar } from "@/ui/Avatar";
import { Menu, MenuHeading, MenuItem, MenuSeparator } from "@/ui/Menu";
import { toast } from "@/ui/toasts";
import styles from "./AccountCorner.module.css";
import { setMe } from "./me";
import { isIn, placesFor } from "./places";

const Reminders = lazy(() => import("@/features/calendar/Reminders"));

export default function SignedInCorner({ account, path }: { account: Account; path: string }) {
  return (
    <>
      <Places account={account} path={path} />
      <AccountMenu account={account} />
      <Suspense fallback={null}>
        <Reminders />
      </Suspense>
    </>
  );
}

function Places({ account, path }: { account: Account; path: string }) {
  const { t } = useTranslation("common");
  const places = placesFor(account.rights);
  if (places.length === 0) return null;
  return (
    <nav className={styles.places} aria-label={t("places.label")}>
      {places.map((place) => (
        <a
          key={place.path}
          className={styles.place}
          href={place.path}
          aria-current={isIn(place, path) ? "page" : undefined}
          onClick={onLinkPress}
        >
          {t(`places.${place.name}`)}
        </a>
      ))}
    </nav>
  );
}

function AccountMenu({ account }: { account: Account }) {
  const { t } = useTranslation("common");
  const errorText = useErrorText();
  const leave = async () => {
    try {
      await signOut();
      setMe(null);
      goTo("/");
    } catch (error) {
      toast({ kind: "sign-out", text: errorText(error), tone: "danger" });
    }
  };
  return (
    <Menu
      label={t("account.menu", { name: account.name })}
      align="end"
      side="bottom"
      trigger={(props) => (
        <button type="button" {...props} className={styles.face} aria-label={t("account.menu", { name: account.name })}>
          <Avatar id={account.id} name={account.name} picture={account.picture} size={36} />
        </button>
      )}
    >
      <MenuHeading>
        <span className={styles.name}>{account.name}</span>
        <span className={styles.email}>{account.email}</span>
      </MenuHeading>
      {placesFor(account.rights).map(({ path, name, icon: PlaceIcon }) => (
        <MenuItem key={path} icon={<PlaceIcon />} onSelect={() => goTo(path)}>
          {t(`places.${name}`)}
        </MenuItem>
      ))}
      <MenuItem icon={<IconUserCircle />} onSelect={() => goTo("/profile")}>
        {t("account.profile")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<IconLogout />} onSelect={() => void leave()}>
        {t("account.signOut")}
      </MenuItem>
    </Menu>
  );
}
