import type { WorkspaceFile } from "./workspaceFile";

/** The same domain in the other languages that a company's monorepo has. */
export const otherFiles: readonly WorkspaceFile[] = [
  {
    path: "services/billing/invoice/invoice.py",
    languageId: "python",
    text: `from dataclasses import dataclass, field


@dataclass
class Line:
    product: str
    quantity: int
    unit_price: float


@dataclass
class Invoice:
    customer: str
    lines: list[Line] = field(default_factory=list)

    def total(self) -> float:
        """Adds up what the lines cost."""
        return sum(line.quantity * line.unit_price for line in self.lines)

    def add(self, product: str, quantity: int, unit_price: float) -> None:
        if quantity <= 0:
            raise ValueError(f"quantity must be positive, not {quantity}")
        self.lines.append(Line(product, quantity, unit_price))
`,
  },
  {
    path: "services/billing/invoice/заказы.py",
    languageId: "python",
    text: `def сумма(заказы: list[float]) -> float:
    """Складывает суммы заказов."""
    return sum(заказы)
`,
  },
  {
    path: "services/billing/invoice/tests/test_invoice.py",
    languageId: "python",
    lineEnd: "crlf",
    text: `from invoice import Invoice


def test_total_of_an_empty_invoice():
    assert Invoice("Ann").total() == 0


def test_total_adds_lines():
    invoice = Invoice("Ann")
    invoice.add("pen", 2, 1.5)
    assert invoice.total() == 3
`,
  },
  {
    path: "services/billing/invoice/fixtures/customers.json",
    languageId: "json",
    hidden: "services/billing/invoice/.nanotypeignore",
    text: `[{ "id": "ann", "name": "Ann", "fixtureMarker": true }]
`,
  },
  {
    path: "services/orders/cmd/orders/main.go",
    languageId: "go",
    indent: "tab",
    text: `package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type Customer struct {
	ID   string \`json:"id"\`
	Name string \`json:"name"\`
}

func loadCustomers(path string) ([]Customer, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	var customers []Customer
	if err := json.Unmarshal(data, &customers); err != nil {
		return nil, err
	}
	return customers, nil
}

func main() {
	customers, err := loadCustomers("customers.json")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, customer := range customers {
		fmt.Println(customer.Name)
	}
}
`,
  },
  {
    path: "crates/pricing/src/lib.rs",
    languageId: "rust",
    text: `use std::collections::HashMap;

#[derive(Debug, Clone)]
pub struct Order {
    pub id: String,
    pub lines: Vec<(String, u32, f64)>,
}

#[derive(Default)]
pub struct OrderStore {
    orders: HashMap<String, Order>,
}

impl OrderStore {
    pub fn add(&mut self, order: Order) -> Option<Order> {
        self.orders.insert(order.id.clone(), order)
    }

    pub fn total(&self, id: &str) -> Option<f64> {
        let order = self.orders.get(id)?;
        Some(order.lines.iter().map(|(_, quantity, price)| f64::from(*quantity) * price).sum())
    }
}
`,
  },
  {
    path: "backend/src/main/java/com/example/shop/OrderService.java",
    languageId: "java",
    lineEnd: "crlf",
    text: `package com.example.shop;

import java.util.List;
import java.util.Optional;

public class OrderService {
    private final List<Order> orders;

    public OrderService(List<Order> orders) {
        this.orders = orders;
    }

    public Optional<Order> find(String id) {
        return orders.stream().filter(order -> order.id().equals(id)).findFirst();
    }

    public double total(String id) {
        return find(id).map(Order::total).orElse(0.0);
    }
}
`,
  },
  {
    path: "deploy/k8s/orders.yaml",
    languageId: "yaml",
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  replicas: 2
  selector:
    matchLabels:
      app: orders
  template:
    metadata:
      labels:
        app: orders
    spec:
      containers:
        - name: orders
          image: shop/orders:1.4.0
          ports:
            - containerPort: 8080
`,
  },
  {
    path: "deploy/Makefile",
    languageId: "makefile",
    indent: "tab",
    text: `.PHONY: build test

build:
	go build ./services/orders/cmd/orders

test: build
	go test ./...
	python -m pytest services/billing
`,
  },
  {
    path: "deploy/release.sh",
    languageId: "shellscript",
    text: `#!/usr/bin/env bash
set -euo pipefail

version="\${1:?usage: release.sh VERSION}"
for service in orders billing; do
  docker build --tag "shop/\${service}:\${version}" "services/\${service}"
done
`,
  },
  {
    path: "db/migrations/001_orders.sql",
    languageId: "sql",
    text: `CREATE TABLE customers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
);

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  shipped_at TIMESTAMP
);

SELECT customers.name, COUNT(*) FROM orders JOIN customers ON customers.id = orders.customer_id GROUP BY customers.name;
`,
  },
  {
    path: "packages/web/app/src/orders.css",
    languageId: "css",
    text: `.customers {
  display: grid;
  gap: 0.5rem;
}

.customers li:hover {
  background: #eef;
}
`,
  },
  {
    path: "docs/guide.md",
    languageId: "markdown",
    text: `# Orders and customers

An order belongs to one customer and has lines. A line names a product, a quantity and a price.

- Orders are loaded by the service in \`services/orders\`.
- Invoices are written by \`services/billing\`.
`,
  },
  {
    path: "docs/日本語.md",
    languageId: "markdown",
    text: `# 注文

注文は一人の顧客に属します。
`,
  },
  {
    path: "package.json",
    languageId: "json",
    text: `{
  "name": "shop",
  "private": true,
  "workspaces": ["packages/*", "packages/web/*"],
  "scripts": { "test": "vitest run" }
}
`,
  },
  {
    path: "packages/core/package.json",
    languageId: "json",
    text: `{ "name": "@shop/core", "version": "1.4.0", "type": "module" }
`,
  },
];
