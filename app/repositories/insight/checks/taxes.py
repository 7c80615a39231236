"""Invariants of the taxes of sales: each statement returns the rows that break one, and how."""

from sqlalchemy import TextClause, text

TAX_CHECKS: dict[str, TextClause] = {
    "I6 a sale's tax is that of its lines": text(
        """
        SELECT 'sales ' || sales.id, 'tax_total ' || tax_total || ', that of its lines is ' || coalesce(sum(tax), 0)
        FROM sales LEFT JOIN sale_lines ON sale_lines.sale_id = sales.id
        GROUP BY sales.id HAVING tax_total <> coalesce(sum(tax), 0)
        ORDER BY sales.id
        """
    ),
    "I6 a line's tax is that of its components": text(
        """
        SELECT 'sale_lines ' || line.sale_id || '/' || line.line_no,
               'tax ' || tax || ', components add up to ' || coalesce(sum(amount), 0)
        FROM sale_lines AS line LEFT JOIN sale_line_taxes AS due USING (sale_id, line_no)
        GROUP BY line.sale_id, line.line_no HAVING tax <> coalesce(sum(amount), 0)
        ORDER BY line.sale_id, line.line_no
        """
    ),
    # In exclusive prices the tax comes on top of what is taxed; inclusive ones are what is taxed and its tax together.
    "I6 a component's tax is its rate of what the line is taxed on, rounded": text(
        """
        SELECT 'sale_line_taxes ' || sale_id || '/' || line_no || '/' || tax_no,
               amount || ' at ' || rate_percent || ' % of ' || taxable || ', of a line of ' || net || ', ' || tax_mode
        FROM (
            SELECT due.*, tax_mode, line_total - line_discount - sale_discount AS net,
                   sum(rate_percent) OVER line AS rates, sum(amount) OVER line AS amounts
            FROM sale_line_taxes AS due JOIN sale_lines USING (sale_id, line_no) JOIN sales ON sales.id = sale_id
            WINDOW line AS (PARTITION BY sale_id, line_no)
        ) AS due
        WHERE CASE tax_mode
            WHEN 'exclusive' THEN (taxable, amount) <> (net, round(net * rate_percent / 100, money_places()))
            ELSE (taxable, amount) <> (net - amounts, round(net * rate_percent / (100 + rates), money_places()))
        END
        ORDER BY sale_id, line_no, tax_no
        """
    ),
}
