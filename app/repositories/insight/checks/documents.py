"""Invariants between movements and their documents: each statement returns the rows that break one, and how."""

from sqlalchemy import TextClause, text

DOCUMENT_CHECKS: dict[str, TextClause] = {
    "Documents: each movement names the one its kind comes from": text(
        """
        SELECT 'stock_movements ' || id,
               kind || ' of ' || quantity || ' with ' || concat_ws(', ', 'sale ' || sale_id,
                   'purchase order ' || purchase_order_id, 'supplier return ' || supplier_return_id,
                   'adjustment ' || adjustment_id, 'stocktake ' || stocktake_id)
        FROM stock_movements
        WHERE num_nonnulls(sale_id, supplier_return_id, adjustment_id, stocktake_id) <> (kind <> 'restock')::int
            OR NOT CASE kind
                WHEN 'restock' THEN quantity > 0
                WHEN 'sale' THEN sale_id IS NOT NULL AND quantity < 0
                WHEN 'void' THEN sale_id IS NOT NULL AND quantity > 0
                WHEN 'return' THEN CASE WHEN quantity < 0 THEN supplier_return_id ELSE sale_id END IS NOT NULL
                WHEN 'adjustment' THEN adjustment_id IS NOT NULL
                ELSE stocktake_id IS NOT NULL
            END
        ORDER BY id
        """
    ),
    "Documents: a sale that is voided says why, and no other does": text(
        """
        SELECT 'sales ' || sales.id, 'it is ' || status || CASE WHEN void.sale_id IS NULL
               THEN ', and no void says why' ELSE ', and a void says: ' || void.reason END
        FROM sales LEFT JOIN sale_voids AS void ON void.sale_id = sales.id
        WHERE (status = 'voided') <> (void.sale_id IS NOT NULL)
        ORDER BY sales.id
        """
    ),
    "Documents: what was received of an order's line is what came in as its lots": text(
        """
        SELECT 'purchase_order_lines ' || line.purchase_order_id || '/' || line.line_no,
               packs_received || ' packs of ' || pack_size || ' and ' || loose_received || ' loose, its lots got '
               || coalesce(sum(lots.packs), 0) || ' packs and ' || coalesce(sum(quantity), 0) || ', '
               || coalesce(sum(quantity) FILTER (WHERE lots.packs IS NULL), 0) || ' of it loose'
        FROM purchase_order_lines AS line
        LEFT JOIN lots ON lots.purchase_order_id = line.purchase_order_id
            AND lots.purchase_order_line_no = line.line_no
        LEFT JOIN stock_movements AS moved ON moved.lot_id = lots.id AND moved.kind = 'restock'
        GROUP BY line.purchase_order_id, line.line_no
        HAVING packs_received <> coalesce(sum(lots.packs), 0) OR bool_or(lots.id IS NOT NULL AND moved.id IS NULL)
            OR loose_received <> coalesce(sum(quantity) FILTER (WHERE lots.packs IS NULL), 0)
            OR (line.unit NOT IN ('kg', 'g') AND packs_received * pack_size <> coalesce(sum(quantity), 0))
        ORDER BY line.purchase_order_id, line.line_no
        """
    ),
    "Documents: an order's status is what its lines say": text(
        """
        SELECT 'purchase_orders ' || id, 'it is ' || status || ', '
               || CASE WHEN received > 0 THEN 'something' ELSE 'nothing' END || ' has come, and ' || missing
               || ' is outstanding'
        FROM purchase_orders JOIN (
            SELECT purchase_order_id, sum(packs_received + loose_received) AS received, sum(outstanding) AS missing
            FROM purchase_order_lines GROUP BY purchase_order_id
        ) AS lines ON purchase_order_id = id
        WHERE status <> CASE
            WHEN status = 'closed' AND missing > 0 THEN status
            WHEN received = 0 THEN CASE WHEN status IN ('draft', 'ordered', 'cancelled') THEN status ELSE 'ordered' END
            WHEN missing > 0 THEN 'partially_received'
            ELSE 'received'
        END
        ORDER BY id
        """
    ),
    "Documents: a lot of an order is of its sweet, its supplier and its receipt": text(
        """
        SELECT 'lots ' || lots.id, concat_ws(', ', 'sweet ' || lots.sweet_id, 'supplier ' || lots.supplier_id,
               'receipt ' || lots.goods_receipt_id)
               || concat(', not as line ', line.line_no, ' of order ', line.purchase_order_id)
        FROM lots
        JOIN purchase_order_lines AS line
            ON line.purchase_order_id = lots.purchase_order_id AND line.line_no = lots.purchase_order_line_no
        JOIN purchase_orders AS ordered ON ordered.id = lots.purchase_order_id
        JOIN goods_receipts AS receipt ON receipt.id = lots.goods_receipt_id
        WHERE lots.sweet_id <> line.sweet_id OR lots.supplier_id IS DISTINCT FROM ordered.supplier_id
            OR receipt.purchase_order_id <> lots.purchase_order_id
        ORDER BY lots.id
        """
    ),
    "Documents: what came in and what went back to a supplier name the order of their lot": text(
        """
        SELECT 'stock_movements ' || moved.id,
               moved.kind || ' names ' || coalesce('order ' || moved.purchase_order_id, 'no order') || ', lot '
               || lots.id || ' is of ' || coalesce('order ' || lots.purchase_order_id, 'none')
        FROM stock_movements AS moved JOIN lots ON lots.id = moved.lot_id
        WHERE moved.purchase_order_id IS DISTINCT FROM
            CASE WHEN kind = 'restock' OR supplier_return_id IS NOT NULL THEN lots.purchase_order_id END
        ORDER BY moved.id
        """
    ),
    "Documents: a goods receipt has lots": text(
        """
        SELECT 'goods_receipts ' || id, 'of order ' || purchase_order_id || ', no lot names it'
        FROM goods_receipts WHERE NOT EXISTS (SELECT FROM lots WHERE goods_receipt_id = goods_receipts.id)
        ORDER BY id
        """
    ),
    "Documents: what was returned to a supplier left the shelf, of lots that came from them": text(
        """
        SELECT 'supplier_returns ' || returned.id, 'to supplier ' || returned.supplier_id || ', '
               || count(moved.id) || ' movements, of lots of ' || coalesce(
                   string_agg(DISTINCT coalesce(lots.supplier_id::text, 'nobody'), ', '), 'nobody')
        FROM supplier_returns AS returned
        LEFT JOIN stock_movements AS moved ON moved.supplier_return_id = returned.id
        LEFT JOIN lots ON lots.id = moved.lot_id
        GROUP BY returned.id
        HAVING count(moved.id) = 0 OR bool_or(lots.supplier_id IS DISTINCT FROM returned.supplier_id)
        ORDER BY returned.id
        """
    ),
    "Documents: an adjustment moved what it says, of the lot it names": text(
        """
        SELECT 'adjustments ' || adjustment.id, 'quantity ' || adjustment.quantity || ' of sweet '
               || adjustment.sweet_id || coalesce(', lot ' || adjustment.lot_id, '') || ', movements add up to '
               || coalesce(sum(moved.quantity), 0)
        FROM adjustments AS adjustment LEFT JOIN stock_movements AS moved ON moved.adjustment_id = adjustment.id
        GROUP BY adjustment.id
        HAVING adjustment.quantity <> coalesce(sum(moved.quantity), 0)
            OR bool_or(moved.sweet_id <> adjustment.sweet_id) OR bool_or(moved.lot_id <> adjustment.lot_id)
        ORDER BY adjustment.id
        """
    ),
    "Documents: a posted stocktake brought each sweet from what was expected to what was counted": text(
        """
        SELECT 'stocktakes ' || stocktakes.id, 'it is ' || status || ', sweet ' || sweet_id || ' was expected '
               || coalesce(expected::text, 'nowhere') || ' and counted ' || coalesce(counted::text, 'nowhere')
               || ', movements add up to ' || coalesce(quantity, 0)
        FROM stocktake_counts FULL JOIN (
            SELECT stocktake_id, sweet_id, sum(quantity) AS quantity FROM stock_movements
            WHERE stocktake_id IS NOT NULL GROUP BY stocktake_id, sweet_id
        ) AS moved USING (stocktake_id, sweet_id)
        JOIN stocktakes ON stocktakes.id = stocktake_id
        WHERE coalesce(quantity, 0) <> CASE status WHEN 'posted' THEN coalesce(counted - expected, 0) ELSE 0 END
        ORDER BY stocktakes.id, sweet_id
        """
    ),
}
