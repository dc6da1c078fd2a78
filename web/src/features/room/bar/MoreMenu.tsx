/** What is needed rarely, and on narrow windows what did not fit, always with icon and word. */
import {
  IconDots,
  IconHandStop,
  IconKeyboard,
  IconLayoutGrid,
  IconLink,
  IconMaximize,
  IconScreenShare,
  IconSettings,
  IconUser,
  IconUsers,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCall, useMe, useSession, useView } from "@/features/call/context";
import { useInvite } from "@/features/call/useInvite";
import { useWidth } from "@/features/call/useWidth";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { useActs } from "../useActs";
import { canShare, useCaption } from "./Bar";

export function MoreMenu() {
  const { t } = useTranslation("call");
  const { view } = useCall();
  const caption = useCaption();
  const acts = useActs();
  const invite = useInvite();
  const phone = useWidth() === "phone";
  return (
    <Menu
      label={t("bar.more")}
      side="top"
      align="center"
      trigger={(props) => (
        <IconButton
          {...props}
          data-testid="more"
          data-opens="more"
          tone="soft"
          label={t("bar.more")}
          caption={caption(t("bar.more"))}
          icon={<IconDots />}
        />
      )}
    >
      {phone && <PhoneItems />}
      <LayoutItem keys={phone ? undefined : "L"} />
      <MenuItem icon={<IconMaximize />} keys={phone ? undefined : "F"} onSelect={acts.fullscreen}>
        {t("more.fullscreen")}
      </MenuItem>
      <MenuItem icon={<IconLink />} onSelect={() => void invite()}>
        {t("invite.copy")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<IconSettings />} onSelect={() => view.setState({ dialog: "settings" })}>
        {t("more.settings")}
      </MenuItem>
      {!phone && (
        <MenuItem icon={<IconKeyboard />} keys="?" onSelect={acts.help}>
          {t("more.keys")}
        </MenuItem>
      )}
    </Menu>
  );
}

function LayoutItem({ keys }: { keys: string | undefined }) {
  const { t } = useTranslation("call");
  const { view } = useCall();
  const layout = useView((now) => now.layout);
  const hiding = useView((now) => now.screenSmall);
  const acts = useActs();
  return (
    <>
      {hiding && (
        <MenuItem icon={<IconScreenShare />} onSelect={() => view.setState({ screenSmall: false })}>
          {t("more.screenLarge")}
        </MenuItem>
      )}
      <MenuItem icon={layout === "grid" ? <IconUser /> : <IconLayoutGrid />} keys={keys} onSelect={acts.layout}>
        {t(layout === "grid" ? "more.speaker" : "more.grid")}
      </MenuItem>
    </>
  );
}

function PhoneItems() {
  const { t } = useTranslation("call");
  const acts = useActs();
  const raised = useMe()?.hand != null;
  const count = useSession(({ participants }) => participants.length);
  const sharing = useSession((state) => state.sharing) === "on";
  return (
    <>
      <MenuItem icon={<IconHandStop />} data-testid="hand" onSelect={acts.hand}>
        {t(raised ? "bar.lowerHand" : "bar.raiseHand")}
      </MenuItem>
      <MenuItem icon={<IconUsers />} data-testid="people" onSelect={() => acts.panel("people")}>
        {t("bar.peopleCount", { count })}
      </MenuItem>
      {canShare() && (
        <MenuItem icon={<IconScreenShare />} data-testid="share" onSelect={acts.share}>
          {t(sharing ? "bar.stopShare" : "bar.startShare")}
        </MenuItem>
      )}
      <MenuSeparator />
    </>
  );
}
