"""The usual names of columns in the files of tills, bare of case, spaces and signs."""

_NUMBERED = ("", "no", "number", "id", "nr", "num")
_DAYS = ("date", "day", "datetime", "dateandtime", "timestamp", "dateoftransaction")
_TIMES = ("time", "timeofday")
_DOCUMENTS = ("transaction", "ticket", "receipt", "bill", "invoice", "order", "check", "sale")
_OF = ("", *_DOCUMENTS)

TAX_PARTS = ("cgst", "sgst", "igst", "utgst", "cess")
"""The parts of a tax, for files without a column for the whole of it."""

_DISCOUNTS = ("discount", "discounts", "discountamount", "itemdiscount", "linediscount", "totaldiscount", "disc", "dis")

USUAL = {
    "date": tuple(f"{of}{name}" for name in _DAYS for of in _OF),
    "time": (*(f"{of}{name}" for name in _TIMES for of in _OF), "timeofsale"),
    "ticket": tuple(f"{name}{number}" for name in _DOCUMENTS for number in _NUMBERED),
    "item": (
        *("item", "itemname", "product", "productname", "article", "articlename", "menuitem", "menuitemname"),
        *("itemsold", "dish", "particulars", "itemdescription", "productdescription", "description", "lineitem"),
    ),
    "variant": ("variant", "variantname", "variation", "variationname", "itemvariant", "itemvariation", "size"),
    "sku": ("sku", "itemsku", "productsku", "itemcode", "productcode", "articlenumber"),
    "unit": ("unit", "uom", "unitofmeasure", "itemunit"),
    "quantity": ("qty", "quantity", "itemqty", "itemquantity", "units", "qtysold", "quantitysold", "unitssold"),
    "price": ("price", "unitprice", "itemprice", "rate", "itemrate", "priceperunit", "sellingprice"),
    "gross": ("gross", "grosssales", "grossamount", "grosstotal", "grossvalue", "linegross"),
    "discount": _DISCOUNTS,
    "discount_percent": (*(f"{name}percent" for name in _DISCOUNTS), "discountpercentage", "discountrate"),
    "net": (
        *("net", "netsales", "netamount", "nettotal", "netvalue", "netsale", "linenet"),
        *("taxablevalue", "taxableamount"),
    ),
    "tax": ("tax", "taxes", "taxamount", "totaltax", "linetax", "vat", "vatamount", "gst", "gstamount"),
    **{name: (name, f"{name}amount") for name in TAX_PARTS},
    "total": (
        *("total", "totalamount", "amount", "linetotal", "lineamount", "itemtotal", "totalprice", "totalsales"),
        *("transactionamount", "amountpaid", "totalpaid", "totalcollected", "totaldue", "finaltotal", "grandtotal"),
        *("salesamount", "saleamount", "orderlinetotal", "lineitemtotal", "value"),
    ),
    "type": (
        *("type", "receipttype", "transactiontype", "eventtype", "saletype", "operationtype", "documenttype"),
        *("recordtype", "linetype", "kind"),
    ),
    "status": ("status", "receiptstatus", "orderstatus", "billstatus", "salestatus", "transactionstatus", "state"),
    "cancelled_on": ("void", "voided", "isvoid", "cancelled", "canceled", "iscancelled", "cancelledat", "voidedat"),
    "currency": ("currency", "currencycode"),
}
"""By field, the best name first."""

AMOUNTS = frozenset({"gross", "discount", "net", "tax", "total", *TAX_PARTS})
"""The fields that tell an amount of the whole row."""
MONEY = ("price", "gross", "discount", "net", "tax", "total")
REQUIRED = ("date", "item")
