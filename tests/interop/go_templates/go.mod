module tiles.test/go_templates

go 1.24
