"""Examples of CA603, for its page and its tests."""

from __future__ import annotations

from cloudact_lint.rule import Example

_IMPORT = "from pydantic import BaseModel, field_validator, model_validator\n\n\n"

VALID = (
    Example(
        _IMPORT + "class Key(BaseModel):\n    secret: str\n\n"
        "    @field_validator('secret')\n    @classmethod\n    def validate_secret(cls, value):\n"
        "        if not value.strip():\n            raise ValueError('empty')\n        return value\n\n"
        "    @model_validator(mode='after')\n    def validate_all(self):\n        return self\n",
        title="registered by a decorator",
    ),
    Example(
        _IMPORT + "def not_empty(value):\n    if not value:\n        raise ValueError('empty')\n    return value\n\n\n"
        "class Key(BaseModel):\n    secret: str\n    name: str\n\n"
        "    def validate_name(cls, value):\n        return not_empty(value)\n\n"
        "    _secret = field_validator('secret')(not_empty)\n    _name = field_validator('name')(validate_name)\n",
        title="registered by a call",
    ),
    Example(
        title="called by hand, here by a base class and there by a route",
        files=(
            (
                "app/models.py",
                "from pydantic import BaseModel\n\n\n"
                "class Base(BaseModel):\n    def check(self):\n        self.validate_rules()\n\n"
                "    def validate_rules(self):\n        return None\n\n\n"
                "class Key(Base):\n    secret: str\n\n"
                "    def validate_rules(self):\n        if not self.secret:\n            raise ValueError('empty')\n\n"
                "    @staticmethod\n    def validate_secret(v):\n        return v.strip()\n",
            ),
            (
                "app/routes.py",
                "from app.models import Key\n\n\ndef store(text):\n    return Key(secret=Key.validate_secret(text))\n",
            ),
        ),
    ),
    Example(
        "from typing import Annotated\n\nfrom pydantic import AfterValidator, BaseModel\n\n\n"
        "class Rules(BaseModel):\n    @staticmethod\n    def validate_code(v):\n        return v.upper()\n\n\n"
        "class Order(BaseModel):\n    code: Annotated[str, AfterValidator(Rules.validate_code)]\n    other: str = ''\n\n"
        "    @staticmethod\n    def validate_other(v):\n        return v\n\n"
        "    def run(self):\n        for name in ('other',):\n            getattr(self, f'validate_{name}')('x')\n",
        title="handed to pydantic in an annotation, or looked up by name",
        docs=False,
    ),
    Example(
        "from django import forms\nfrom rest_framework import serializers\n\n\n"
        "class OrderSerializer(serializers.Serializer):\n"
        "    def validate_name(self, value):\n        return value\n\n\n"
        "class Form(forms.Form):\n    def validate_name(self, value):\n        return value\n\n\n"
        "class Plain:\n    def validate_name(self, value):\n        return value\n",
        title="other libraries find validators by their names",
    ),
    Example(
        _IMPORT + "class User(BaseModel):\n    name: str\n\n"
        "    def check_password(self, password):\n        return password == self.name\n\n"
        "    def ensure_ready(self):\n        return bool(self.name)\n",
        title="functions that answer a question",
    ),
    Example(
        _IMPORT + "class Named(BaseModel):\n    name: str\n\n\n"
        "class Base(BaseModel):\n"
        "    @field_validator('name', check_fields=False)\n    @classmethod\n    def clean(cls, value):\n"
        "        return value\n\n\n"
        "class Order(Named, Base):\n    total: float\n\n"
        "    @field_validator('name', 'total')\n    @classmethod\n    def positive(cls, value):\n        return value\n\n"
        "    @field_validator('*', mode='before')\n    @classmethod\n    def strip(cls, value):\n        return value\n",
        title="fields that are inherited, or will be",
        docs=False,
    ),
    Example(
        "from pydantic import BaseModel\nfrom vendor import Strict\n\n\n"
        "class Key(Strict, BaseModel):\n    secret: str\n\n"
        "    def validate_secret(cls, value):\n        return value\n",
        title="a base of another library may call it",
        docs=False,
    ),
)

INVALID = (
    Example(
        "from pydantic import BaseModel\n\n\n"
        "class Key(BaseModel):\n    secret: str\n\n"
        "    @staticmethod\n    def validate_secret(v):  # <- CA603\n"
        "        if not v.strip():\n            raise ValueError('empty')\n        return v\n\n\n"
        "def validate_secret(text):\n    return text\n\n\nvalidate_secret('x')\n",
        title="nothing registers it, and what is called is another function",
    ),
    Example(
        "from pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    environment: str = 'development'\n    root_key: str = ''\n\n"
        "    def validate_production(self) -> None:  # <- CA603\n"
        "        if self.environment == 'production' and not self.root_key:\n"
        "            raise ValueError('root_key is required')\n\n"
        "    def check_root_key(self) -> None:  # <- CA603\n"
        "        if len(self.root_key) < 20:\n            raise ValueError('too short')\n\n\n"
        "settings = Settings()\n",
        title="a check of settings that nobody calls at start-up",
    ),
    Example(
        title="a validator in a class that models are mixed with",
        files=(
            (
                "models.py",
                "from pydantic import BaseModel\n\nfrom mixins import Checked\n\n\n"
                "class Key(Checked, BaseModel):\n    secret: str\n",
            ),
            (
                "mixins.py",
                "class Checked:\n    def validate_secret(cls, value):  # <- CA603\n"
                "        if not value:\n            raise ValueError('empty')\n        return value\n",
            ),
        ),
    ),
    Example(
        _IMPORT + "class Order(BaseModel):\n    name: str\n    total: float\n\n"
        "    @field_validator('nmae')\n    @classmethod\n    def clean(cls, value):  # <- CA603\n"
        "        return value.strip()\n",
        title="a field that the model does not have",
    ),
    Example(
        _IMPORT + "class Order(BaseModel):\n    name: str\n    total: float\n\n"
        "    @field_validator('name')\n    @classmethod\n    def check(cls, value):  # <- CA603\n"
        "        return value.strip()\n\n"
        "    @field_validator('total')\n    @classmethod\n    def check(cls, value):\n        return value\n",
        title="two validators of one name: the second takes the place of the first",
    ),
    Example(
        title="only a test calls it",
        files=(
            (
                "app/models.py",
                "from pydantic import BaseModel\n\n\n"
                "class Key(BaseModel):\n    secret: str\n\n"
                "    @classmethod\n    def validate_secret(cls, v):  # <- CA603\n        return v\n",
            ),
            (
                "tests/test_models.py",
                "from app.models import Key\n\n\ndef test():\n    assert Key.validate_secret('x')\n",
            ),
        ),
        docs=False,
    ),
)
