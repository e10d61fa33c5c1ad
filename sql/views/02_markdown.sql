-- Articles' texts as CommonMark (spec.commonmark.org, version 0.31); tables as GitHub writes them, since CommonMark has none.

-- Backslashes before all that would be markup within a line, or would read as a character reference.
CREATE OR REPLACE MACRO markdown_line(line) AS
    regexp_replace(regexp_replace(line, '([\\`*_\[\]<~|])', '\\\1', 'g'), '&(#?\w+;)', '\\&\1', 'g');
COMMENT ON MACRO markdown_line IS 'A line of text in which nothing is Markdown';

-- Spaces before a line would make code of it, and what it begins with a heading, a list, a quote or a rule. Its line breaks stay.
CREATE OR REPLACE MACRO markdown_paragraph(block) AS
    array_to_string(list_transform(string_split(block, chr(10)), lambda line:
        regexp_replace(regexp_replace(trim(markdown_line(line), E' \t'), '^([#+=>-])', '\\\1'), '^(\d+)([.)])', '\1\\\2')
    ), E'\\\n');
COMMENT ON MACRO markdown_paragraph IS 'Lines of text as a paragraph in which nothing is Markdown';

-- A heading is one line; number signs at its end would be taken off.
CREATE OR REPLACE MACRO markdown_heading(block, level) AS
    repeat('#', level) || ' ' || regexp_replace(markdown_paragraph(replace(block, chr(10), ' ')), ' (#+)$', ' \\\1');
COMMENT ON MACRO markdown_heading IS 'A line of text as a heading of a level';

-- The markers stay as they are, with their indentation; what follows is a paragraph.
CREATE OR REPLACE MACRO markdown_list(block) AS
    array_to_string(list_transform(string_split(block, chr(10)), lambda line:
        regexp_extract(line, '^\s*(?:-|\d{1,9}\.) ') || markdown_paragraph(regexp_replace(line, '^\s*(?:-|\d{1,9}\.) ', ''))
    ), chr(10));
COMMENT ON MACRO markdown_list IS 'Lines that begin with a dash or a number as a list';

CREATE OR REPLACE MACRO markdown_fence(block) AS
    repeat('`', greatest(3, 1 + coalesce(list_max(list_transform(regexp_extract_all(block, '`+'), lambda run: length(run))), 0)));
COMMENT ON MACRO markdown_fence IS 'A fence for code: longer than any run of backticks in it';

-- Blank lines get rid of the space that kept the block together.
CREATE OR REPLACE MACRO markdown_code(block) AS
    concat_ws(chr(10), markdown_fence(block), regexp_replace(block, '(?m)^ $', '', 'g'), markdown_fence(block));
COMMENT ON MACRO markdown_code IS 'Lines of code, fenced';

-- The first row is the heading, as every table has to have one; a bar within a cell has a backslash before it already.
CREATE OR REPLACE MACRO markdown_table(block) AS
    array_to_string(list_transform(string_split(block, chr(10)), lambda line, row_number:
        replace(markdown_line(line), '\|', '|')
        || CASE WHEN row_number = 1
            THEN chr(10) || '|' || repeat(' --- |', greatest(1, len(string_split(replace(line, '\|', ''), '|')) - 2))
            ELSE '' END
    ), chr(10));
COMMENT ON MACRO markdown_table IS 'Lines of cells between bars as a table';

CREATE OR REPLACE MACRO markdown_block(block, block_kind) AS
    CASE
        WHEN block_kind IN ('h2', 'h3', 'h4', 'h5', 'h6') THEN markdown_heading(block, block_kind[2]::INTEGER)
        WHEN block_kind = 'list' THEN markdown_list(block)
        WHEN block_kind = 'quote' THEN '> ' || replace(markdown_paragraph(block), chr(10), E'\n> ')
        WHEN block_kind = 'code' THEN markdown_code(block)
        WHEN block_kind = 'table' THEN markdown_table(block)
        ELSE markdown_paragraph(block)
    END;
COMMENT ON MACRO markdown_block IS 'A block of text as Markdown, by its kind: p, h2 to h6, list, quote, code or table';

-- Without a layout every line is a paragraph. A comment parts a list from a list before it, as the specification advises.
CREATE OR REPLACE MACRO markdown(text, layout) AS
    array_to_string(list_transform(
        list_filter(string_split(text, CASE WHEN layout IS NULL THEN E'\n' ELSE E'\n\n' END), lambda block: trim(block) <> ''),
        lambda block, nth:
            CASE WHEN layout[nth] = 'list' AND layout[nth - 1] = 'list' THEN E'<!-- -->\n\n' ELSE '' END || markdown_block(block, layout[nth])
    ), E'\n\n');
COMMENT ON MACRO markdown IS 'A text as Markdown, by its layout: one kind for each block; where there is none, every line is a paragraph';
