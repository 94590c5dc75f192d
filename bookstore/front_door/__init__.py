"""What stands in front of Reflex: known routes, a true 404, and the headers of every answer."""

from bookstore.front_door.door import FrontDoor
from bookstore.front_door.failures import LoggedFailures
from bookstore.front_door.headers import SiteHeaders
from bookstore.front_door.site import Site

__all__ = ["FrontDoor", "LoggedFailures", "Site", "SiteHeaders"]
