"""The description of the tables, and the tables held against it by a validator not our own."""

import json

import frictionless
import pytest

from course import datasets, tree

CODED = [
    pytest.param(resource["name"], field, id=f"{resource['name']}.{field['name']}")
    for resource in datasets.package()["resources"]
    for field in resource["schema"]["fields"]
    if "enum" in field.get("constraints", {})
]


def test_frictionless_finds_nothing_wrong():
    """The description is a standard one: anyone's validator must accept tables and keys."""
    report = frictionless.validate(str(tree.DATASETS / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


def test_every_csv_is_described_and_every_table_is_there():
    """A table without a description could not be loaded, one without a file not be read."""
    described = {resource["path"] for resource in datasets.package()["resources"]}
    assert described == {path.name for path in tree.DATASETS.glob("*.csv")}


@pytest.mark.parametrize("resource", datasets.package()["resources"], ids=lambda r: r["name"])
def test_every_table_says_what_it_is_and_how_rows_were_chosen(resource):
    """A reader must know what was left out before counting what is there."""
    assert len(resource["description"]) > 60
    assert any(
        word in resource["description"] for word in ("Chosen", "listed", "Every", "Generated")
    )
    assert resource["sources"], "name where the rows come from"
    assert resource["licenses"][0]["name"] in ("CC-BY-4.0", "other-pd")


@pytest.mark.parametrize("resource", datasets.package()["resources"], ids=lambda r: r["name"])
def test_every_field_has_a_title_a_meaning_and_numbers_a_unit(resource):
    """A figure never travels without its unit."""
    for field in resource["schema"]["fields"]:
        assert field["title"]
        assert field["description"].endswith("."), field["name"]
        assert "unit" in field or field["type"] not in ("integer", "number"), field["name"]


@pytest.mark.parametrize(("table", "field"), CODED)
def test_every_coded_value_is_defined_and_used(table, field):
    """A code without a definition cannot be checked; one that no row has need not be learned."""
    meanings = datasets.categories(table, field["name"])
    assert list(meanings) == field["constraints"]["enum"]
    assert all(len(meaning) >= 4 for meaning in meanings.values())
    assert set(datasets.load(table)[field["name"]].dropna()) == set(meanings)


def test_every_address_is_a_key_into_sources():
    """The sources table can only count pages that it knows of."""
    for resource in datasets.package()["resources"]:
        fields = {field["name"] for field in resource["schema"]["fields"]}
        if "url" in fields and resource["name"] != "sources":
            keys = resource["schema"]["foreignKeys"]
            assert {"fields": "url", "reference": {"resource": "sources", "fields": "url"}} in keys


def test_the_description_is_readable_as_json_without_escapes():
    """It is reviewed by eye, so names keep their letters."""
    text = (tree.DATASETS / "datapackage.json").read_text(encoding="utf-8")
    assert json.loads(text) == datasets.package()
    assert "\\u" not in text
