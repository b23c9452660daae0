"""Reads a table from a file and writes another one."""

import csv
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field
from tesseract_core.runtime.config import get_config
from tesseract_core.runtime.experimental import InputPath, OutputPath


def is_table(path: Path) -> Path:
    if path.suffix != ".csv":
        raise ValueError("table is no .csv file")
    return path


class InputSchema(BaseModel):
    table: Annotated[InputPath, AfterValidator(is_table)] = Field(
        description="A table of numbers, comma-separated, with names in its first line"
    )
    factor: float = Field(default=1.0, description="What every number is multiplied with")


class OutputSchema(BaseModel):
    table: OutputPath = Field(description="The table after the multiplication")
    rows: int = Field(ge=0, description="Its number of rows")


def apply(inputs: InputSchema) -> OutputSchema:
    """Multiplies every number of a table."""
    with open(inputs.table, newline="") as file:
        names, *rows = csv.reader(file)
    result = Path(get_config().output_path) / f"scaled_{inputs.table.name}"
    result.parent.mkdir(parents=True, exist_ok=True)
    with open(result, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([float(cell) * inputs.factor for cell in row] for row in rows)
    return OutputSchema(table=result, rows=len(rows))
