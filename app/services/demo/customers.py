"""The demo's customers: drawn from lists of names, with phone numbers that are valid and plainly made up."""

import csv
import io
from collections.abc import Iterator

from app.core.csv.reader import CsvRows
from app.repositories.files.customer_imports import CUSTOMER_COLUMNS, CustomerImportRepository
from app.services.demo.stage import Stage
from app.services.files.customer_import import CustomerImporter
from app.services.files.import_rows import Candidate

_NAMES = (
    (
        "Aarav Aditi Ajay Alka Amit Anita Ankit Anurag Deepak Devika Dinesh Gaurav Girish Jaya Jyoti Kamala Kavita "
        "Kunal Manish Meena Mohan Mukesh Neha Pankaj Pooja Rahul Rajesh Rekha Rohan Sarita Seema Shalini Vinod",
        "Agarwal Bansal Chauhan Goyal Gupta Jain Jha Kumar Mathur Mishra Pandey Rathore Saxena Sharma Shekhawat Shukla "
        "Sinha Soni Srivastava Tiwari Verma Yadav",
    ),
    (
        "Aparna Arun Deepa Divya Girija Hema Kamala Karthik Lakshmi Lata Madhav Mohan Nandini Padma Prakash Ramesh "
        "Rohini Shankar Srinivas Suresh Uma Vidya",
        "Hegde Iyengar Iyer Menon Naidu Nair Pillai Rao Reddy Shetty Subramaniam",
    ),
    (
        "Amrita Ananya Anirban Arnab Bidisha Debashish Indrani Kaushik Mitali Paromita Rituparna Sourav Subrata Sumana",
        "Banerjee Bose Chatterjee Das Dutta Ghosh Mukherjee Sen",
    ),
    (
        "Amina Asif Ayesha Farhan Fatima Imran Iqbal Nadia Nasreen Rehana Rizwan Salim Shabana Zoya",
        "Ahmed Ansari Khan Mirza Qureshi Shaikh Siddiqui",
    ),
    (
        "Gurpreet Harleen Harpreet Jaspreet Kulwinder Manjit Navjot Parminder Rajinder Simran Sukhdeep",
        "Ahluwalia Bedi Chopra Gill Kaur Malhotra Sandhu Sethi Singh",
    ),
    (
        "Aarti Bhavna Chirag Hetal Jignesh Ketan Mehul Nisha Omkar Pallavi Sachin Sandeep Sneha Swapnil Tanvi Tejas "
        "Varsha",
        "Desai Deshpande Gandhi Jadhav Joshi Kulkarni Mehta Patel Patil Shah Trivedi",
    ),
    ("Agnes Anthony Clara George Joseph Maria Mathew Philip Rosy Thomas", "Cherian Dsouza Fernandes Kurien Pereira"),
)
_SHARES = (34, 16, 11, 12, 9, 14, 4)
_NOTES = (
    "No nuts.",
    "Diabetic: no added sugar.",
    "Likes the jalebi thin.",
    "Buys for the office on Fridays.",
    "Vegan.",
    "Asks for less syrup.",
)


class DemoCustomers:
    """Adds the customers whom the counter knows, as the import of a list does."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._importer = CustomerImporter(stage.context, {}, stage.admin)
        self._people = self._drawn()
        self.ids: list[int] = []
        """All of them, in the order in which they came."""

    async def join(self, count: int) -> None:
        """Add some customers."""
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(CUSTOMER_COLUMNS)
        rows.writerows(next(self._people) for _ in range(count))
        read = self._importer.read(CsvRows(io.BytesIO(text.getvalue().encode())))
        batch = [one for one in read if isinstance(one, Candidate)]
        await self._importer.apply(self._stage.session, batch)
        found = await CustomerImportRepository(self._stage.session).find([one.values for one in batch])
        self.ids += [found[position] for position in sorted(found)]

    def _drawn(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield people with a name each of their own, most of them with a phone number."""
        draw = self._stage.random
        known = set()
        while True:
            first, last = draw.choices(_NAMES, _SHARES)[0]
            name = f"{draw.choice(first.split())} {draw.choice(last.split())}"
            if name not in known:
                known.add(name)
                phone = f"98765 0{len(known):04}" if draw.random() < 0.85 else ""
                email = f"{name.lower().replace(' ', '.')}@example.com" if draw.random() < 0.35 else ""
                note = draw.choice(_NOTES) if draw.random() < 0.06 else ""
                yield name, phone, email, note
