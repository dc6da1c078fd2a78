"""``/api/people``: the people of the site, for everybody who is signed in; and what administrators do to them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from rapat.domain.activity import Act
from rapat.http import account_schemas as schemas
from rapat.http.context import Account, Context, caller, own_origin
from rapat.http.cursor import from_cursor, to_cursor
from rapat.services.account_links import MadeLink
from rapat.services.people import PAGE_MAX, NewPerson, PersonChange

router = APIRouter(prefix="/api/people", tags=["accounts"])


def _link(made: MadeLink, origin: str) -> schemas.Link:
    return schemas.Link(purpose=made.purpose, link=origin + made.path, mailed=made.mailed)


@router.get("")
async def list_people(
    context: Context,
    me: Account,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(max_length=1_000)] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 50,
) -> schemas.People:
    """People by name, those whose name or address holds ``q``; disabled ones for administrators alone."""
    page = await context.accounts.people.page(me, q, from_cursor(after), limit)
    return schemas.People(people=[schemas.card(person) for person in page.people], next=to_cursor(page.next))


@router.post("", status_code=201)
async def invite(body: schemas.NewPerson, request: Request, context: Context, me: Account) -> schemas.Invited:
    """Make an account and the link by which its person comes in."""
    language = body.language or context.site.site.now.language
    wish = NewPerson(email=body.email, name=body.name, role=body.role, language=language, time_zone=body.time_zone)
    person, made = await context.accounts.people.invite(me, wish)
    await context.administration.note(me, Act.ACCOUNT_MADE, person.id, caller(request))
    return schemas.Invited(person=schemas.card(person), link=_link(made, own_origin(request, context)))


@router.post("/import")
async def import_people(body: schemas.Table, request: Request, context: Context, me: Account) -> schemas.Imported:
    """Say what a table of people would change, or change it."""
    imports = context.accounts.imports
    result = await (imports.apply(me, body.table, mailed=body.mail) if body.apply else imports.preview(me, body.table))
    if body.apply:
        await context.administration.note(me, Act.PEOPLE_IMPORTED, "", caller(request))
    origin = own_origin(request, context)
    return schemas.Imported(
        lines=[schemas.table_line(line) for line in result.lines],
        links=[
            schemas.TableLink(
                email=made.person.email, name=made.person.name, link=origin + made.path, mailed=made.mailed
            )
            for made in result.links
            if made.person is not None
        ],
    )


@router.patch("/{person}")
async def change_person(
    person: str, body: schemas.PersonChange, request: Request, context: Context, me: Account
) -> schemas.PersonCard:
    """Change somebody's account; a disabled one is signed out everywhere."""
    wish = PersonChange(
        name=body.name,
        email=body.email,
        language=body.language,
        time_zone=body.time_zone,
        role=body.role,
        active=body.active,
    )
    changed = await context.accounts.people.change(me, person, wish)
    await context.administration.note(me, Act.ACCOUNT_CHANGED, changed.id, caller(request))
    return schemas.card(changed)


@router.post("/{person}/link")
async def make_link(
    person: str, body: schemas.LinkWish, request: Request, context: Context, me: Account
) -> schemas.Link:
    """A new link for somebody: the invitation again, or a new password."""
    made = await context.accounts.people.make_link(me, person, mailed=body.mail)
    await context.administration.note(me, Act.ACCOUNT_LINK_MADE, person, caller(request))
    return _link(made, own_origin(request, context))
