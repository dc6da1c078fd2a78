/** A chat with its search: the two take turns in one place. The frame around them is the owner's. */
import { IconMessages, IconSearch } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/IconButton";
import { Spinner } from "@/ui/Spinner";
import { ChatBody } from "./ChatBody";
import { ChatMenu } from "./ChatMenu";
import { useChatRoom } from "./room";
import { useJump } from "./useJump";

const SearchPanel = lazy(() => import("./SearchPanel").then(({ SearchPanel: panel }) => ({ default: panel })));

export function ChatFrame({ children }: { children(content: ReactNode, actions: ReactNode): ReactNode }) {
  const { t } = useTranslation("chat");
  const { chat } = useChatRoom();
  const [searching, setSearching] = useState(false);
  const jump = useJump();
  const actions = (
    <>
      <IconButton
        label={t(searching ? "search.back" : "search.open")}
        icon={searching ? <IconMessages /> : <IconSearch />}
        hintSide="bottom"
        data-testid="chat-search-open"
        onClick={() => setSearching(!searching)}
      />
      <ChatMenu />
    </>
  );
  const content = searching ? (
    <Suspense fallback={<Spinner />}>
      <SearchPanel
        search={(words, before) => chat.server.search(words, before)}
        onChoose={({ message }) => {
          setSearching(false);
          void jump(message);
        }}
      />
    </Suspense>
  ) : (
    <ChatBody />
  );
  return children(content, actions);
}
