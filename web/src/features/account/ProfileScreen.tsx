/** One's own account: picture, name, language and time zone, password, where one is signed in, keys, one's own data. */
import { useTranslation } from "react-i18next";
import { DataSection } from "./DataSection";
import { KeysSection } from "./KeysSection";
import { NeedsAccount } from "./NeedsAccount";
import { Page } from "./Page";
import { PasswordSection } from "./PasswordSection";
import { PictureSection } from "./PictureSection";
import { ProfileForm } from "./ProfileForm";
import styles from "./ProfileScreen.module.css";
import { SessionList } from "./SessionList";

export default function ProfileScreen() {
  const { t } = useTranslation("account");
  return (
    <NeedsAccount>
      {(me) => (
        <Page title={t("profile.title")} width="middle">
          <div className={styles.sections}>
            <PictureSection me={me} />
            <ProfileForm me={me} />
            <PasswordSection />
            <SessionList />
            <KeysSection me={me} />
            <DataSection />
          </div>
        </Page>
      )}
    </NeedsAccount>
  );
}
