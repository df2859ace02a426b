"""The meaning and presentation of benchmark figures. Nothing here measures or starts anything."""
