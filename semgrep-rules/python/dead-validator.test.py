"""Who runs a validator."""

from abc import abstractmethod

from pydantic import BaseModel, field_validator, model_validator
from pydantic_settings import BaseSettings


class Key(BaseModel):
    secret: str
    name: str = ""
    owner: str = ""

    # ruleid: dead-validator
    def validate_secret(cls, value: str) -> str:
        return value.strip()

    @staticmethod
    # ruleid: dead-validator
    def validate_name(value: str) -> str:
        return value.strip()

    @field_validator("owner")
    @classmethod
    # ok: dead-validator
    def validate_owner(cls, value: str) -> str:
        return value.strip()

    @model_validator(mode="after")
    # ok: dead-validator
    def validate_all(self) -> "Key":
        return self

    @property
    # ok: dead-validator
    def validate_later(self) -> bool:
        return not self.name

    @abstractmethod
    # ok: dead-validator
    def validate_more(self) -> None: ...


class Order(BaseModel):
    total: float
    code: str = ""

    # ok: dead-validator
    def validate_code(cls, value: str) -> str:
        return value.upper()

    # ok: dead-validator
    def validate_total(self) -> None:
        if self.total < 0:
            raise ValueError("negative")

    # todook: dead-validator
    def validate_in_table(self) -> None:
        print(self.total)

    _code = field_validator("code")(validate_code)
    checks = {"table": validate_in_table}

    def save(self) -> None:
        self.validate_total()


class Settings(BaseSettings):
    environment: str = "development"
    root_key: str = ""

    # ruleid: dead-validator
    def validate_production(self) -> None:
        if self.environment == "production" and not self.root_key:
            raise ValueError("root_key is required")

    # todoruleid: dead-validator
    def check_root_key(self) -> None:
        if len(self.root_key) < 20:
            raise ValueError("too short")

    # ok: dead-validator
    def validate_at_start(self) -> None:
        print(self.environment)


class Plain:
    # ok: dead-validator
    def validate_name(self, value: str) -> str:
        return value


settings = Settings()
settings.validate_at_start()
