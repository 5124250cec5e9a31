CREATE UNIQUE INDEX CONCURRENTLY goods_index_# ON goods (id, (name || ';#'));
