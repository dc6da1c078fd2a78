"""Signing in: who is it, by what proof, and how often may one guess. Sessions are opened by whoever asks here."""

from collections.abc import Sequence

from rapat.domain import people as rules
from rapat.domain.errors import Invalid, NotSignedIn, SessionMissing, WrongPassword
from rapat.domain.people import Caller, Person
from rapat.ports import Clock, Store
from rapat.ports_people import AccountSession, IdentityProvider, KnownDevices, Passwords
from rapat.services.slow_down import SlowDown


class LocalPasswords:
    """``ports_people.IdentityProvider``: passwords that are kept here."""

    def __init__(self, store: Store, passwords: Passwords) -> None:
        self._store = store
        self._passwords = passwords

    async def identify(self, email: str, password: str) -> Person | None:
        person = await self._store.people.by_email(email)
        known = await self._store.people.password_hash(person.id) if person is not None else None
        # Without an account it takes as long: the clock must not tell who has one.
        proven = await self._passwords.matches(known, password)
        return person if proven else None


class SignInService:
    """Proves who somebody is, and changes passwords."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        passwords: Passwords,
        devices: KnownDevices,
        providers: Sequence[IdentityProvider] = (),
    ) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._devices = devices
        self._providers = (LocalPasswords(store, passwords), *providers)
        self._slow_down = SlowDown()

    async def prove(self, email: str, password: str, address: str, device: str = "") -> Person:
        """The person who knows this password.

        Args:
            email: as typed.
            password: as typed.
            address: where the request comes from: guesses are counted by account and address together.
            device: what ``remember`` gave this browser before: then they are counted by account and browser.

        Raises:
            WrongPassword: no such account, another password, or the account is disabled.
            TooManyRequests: too many wrong ones; ``retry_after`` says how long to wait.
        """
        try:
            account = rules.email_address(email)
        except Invalid as error:
            raise WrongPassword("no account has this address and password") from error
        key = f"{account}\n{self._devices.recognise(account, device) or address}"
        self._slow_down.attempt(key, self._clock.monotonic())
        person = await self._identify(account, password[: rules.PASSWORD_MAX])
        if person is None or not person.active:
            raise WrongPassword("no account has this address and password")
        self._slow_down.succeeded(key)
        return person

    def remember(self, person: Person) -> str:
        """What a browser keeps to be known by at the next sign-in; a proof of nothing else."""
        return self._devices.remember(person.email)

    async def _identify(self, account: str, password: str) -> Person | None:
        for provider in self._providers:
            person = await provider.identify(account, password)
            if person is not None:
                return person
        return None

    async def change_password(self, caller: Caller, old: str, new: str, address: str, device: str = "") -> None:
        """Set a new password; every other session of the account ends.

        Raises:
            NotSignedIn; WrongPassword: ``old`` is not the present one; TooManyRequests; Invalid: ``new``'s length.
        """
        person, chosen = _account(caller), rules.password(new)
        await self.prove(person.email, old, address, device)
        await self._store.people.set_password_hash(person.id, await self._passwords.hash(chosen))
        await self.end_others(caller)

    async def sessions(self, caller: Caller) -> list[AccountSession]:
        """Where the account is signed in, last used first; raises ``NotSignedIn``."""
        return await self._store.account_sessions.of(_account(caller).id)

    async def end_others(self, caller: Caller) -> None:
        """Sign the account out everywhere else; raises ``NotSignedIn``."""
        await self._store.account_sessions.end_all(_account(caller).id, but=caller.session)

    async def end_one(self, caller: Caller, session: str) -> None:
        """Sign one browser out.

        Raises:
            NotSignedIn; SessionMissing: the account has no such session.
        """
        if not await self._store.account_sessions.end(_account(caller).id, session):
            raise SessionMissing("no such session of this account")


def _account(caller: Caller) -> Person:
    if caller.person is None:
        raise NotSignedIn("sign in first")
    return caller.person
