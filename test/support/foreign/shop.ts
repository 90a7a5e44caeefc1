/** One domain, customers and their orders, as a polyglot team writes it. The TypeScript files are what other languages must not be given. */
export interface ShopFile {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

/** The TypeScript files that are open beside everything else. */
export const scriptFiles: readonly ShopFile[] = [
  {
    path: "web/customerStore.ts",
    languageId: "typescript",
    text: `import { readFile, writeFile } from "node:fs/promises";

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly orders: readonly string[];
}

/** Find a customer, or say that there is none. */
export class CustomerStore {
  private readonly customers = new Map<string, Customer>();

  constructor(private readonly path: string) {}

  add(customer: Customer): void {
    if (this.customers.has(customer.id)) throw new Error(\`Customer \${customer.id} already exists\`);
    this.customers.set(customer.id, customer);
  }

  find(id: string): Customer | undefined {
    return this.customers.get(id);
  }

  remove(id: string): boolean {
    return this.customers.delete(id);
  }

  async save(): Promise<void> {
    const text = JSON.stringify([...this.customers.values()], null, 2);
    await writeFile(this.path, text, "utf8");
  }
}

export async function loadCustomers(path: string): Promise<Customer[]> {
  const text = await readFile(path, "utf8");
  const customers: Customer[] = JSON.parse(text);
  return customers.filter((customer) => customer.email !== undefined);
}

export function createCustomer(id: string, name: string, email: string, orders: readonly string[] = []): Customer {
  if (!email.includes("@")) throw new Error(\`Invalid email: \${email}\`);
  return { id, name, email, orders };
}
`,
  },
  {
    path: "web/orders.ts",
    languageId: "typescript",
    text: `import type { Customer } from "./customerStore";

export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly items: readonly OrderItem[];
  readonly createdAt: Date;
}

export interface OrderItem {
  readonly name: string;
  readonly price: number;
  readonly quantity: number;
}

// The total price of an order, without shipping.
export const totalPrice = (order: Order): number =>
  order.items.reduce((total, item) => total + item.price * item.quantity, 0);

export function ordersOf(customer: Customer, orders: readonly Order[]): Order[] {
  const result: Order[] = [];
  for (const order of orders) {
    if (order.customerId === customer.id) result.push(order);
  }
  return result;
}

export async function shipOrder(order: Order): Promise<void> {
  if (order.items.length === 0) throw new Error("The order is empty");
  const total = totalPrice(order);
  console.log(\`Shipping \${order.id} for \${total}\`);
  await fetch("/api/shipments", { method: "POST", body: JSON.stringify(order) });
}
`,
  },
];

/** The files in which completions are asked for. */
export const shopFiles: readonly ShopFile[] = [
  {
    path: "server/store.go",
    languageId: "go",
    text: `package store

import (
	"encoding/json"
	"fmt"
	"os"
)

type Customer struct {
	ID     string   \`json:"id"\`
	Name   string   \`json:"name"\`
	Email  string   \`json:"email"\`
	Orders []string \`json:"orders"\`
}

type Store struct {
	path      string
	customers map[string]Customer
}

func NewStore(path string) *Store {
	return &Store{path: path, customers: make(map[string]Customer)}
}

func (s *Store) Add(customer Customer) error {
	if _, ok := s.customers[customer.ID]; ok {
		return fmt.Errorf("customer %s already exists", customer.ID)
	}
	s.customers[customer.ID] = customer
	return nil
}

func (s *Store) Find(id string) (Customer, bool) {
	customer, ok := s.customers[id]
	return customer, ok
}

func (s *Store) Remove(id string) {
	delete(s.customers, id)
}

// Save writes all customers to the file of the store.
func (s *Store) Save() error {
	data, err := json.MarshalIndent(s.customers, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(s.path, data, 0o644)
}

func loadCustomers(path string) ([]Customer, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var customers []Customer
	if err := json.Unmarshal(data, &customers); err != nil {
		return nil, err
	}
	return customers, nil
}
`,
  },
  {
    path: "core/store.rs",
    languageId: "rust",
    text: `use std::collections::HashMap;
use std::fs;

#[derive(Debug, Clone)]
pub struct Customer {
    pub id: String,
    pub name: String,
    pub email: String,
    pub orders: Vec<String>,
}

pub struct Store {
    path: String,
    customers: HashMap<String, Customer>,
}

impl Store {
    pub fn new(path: String) -> Self {
        Store { path, customers: HashMap::new() }
    }

    pub fn add(&mut self, customer: Customer) -> Result<(), String> {
        if self.customers.contains_key(&customer.id) {
            return Err(format!("customer {} already exists", customer.id));
        }
        self.customers.insert(customer.id.clone(), customer);
        Ok(())
    }

    pub fn find(&self, id: &str) -> Option<&Customer> {
        self.customers.get(id)
    }

    pub fn remove(&mut self, id: &str) -> bool {
        self.customers.remove(id).is_some()
    }

    /// Saves all customers to the file of the store.
    pub fn save(&self) -> std::io::Result<()> {
        let lines: Vec<String> = self.customers.values().map(|customer| customer.name.clone()).collect();
        fs::write(&self.path, lines.join("\\n"))
    }
}

pub fn load_customers(path: &str) -> Vec<Customer> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut customers = Vec::new();
    for line in text.lines() {
        customers.push(parse_customer(line));
    }
    customers
}
`,
  },
  {
    path: "backend/CustomerStore.java",
    languageId: "java",
    text: `package shop.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

public class CustomerStore {
    private final String path;
    private final Map<String, Customer> customers = new HashMap<>();

    public CustomerStore(String path) {
        this.path = path;
    }

    public void add(Customer customer) {
        if (customers.containsKey(customer.getId())) {
            throw new IllegalStateException("customer already exists: " + customer.getId());
        }
        customers.put(customer.getId(), customer);
    }

    public Optional<Customer> find(String id) {
        return Optional.ofNullable(customers.get(id));
    }

    public boolean remove(String id) {
        return customers.remove(id) != null;
    }

    // The total price of all orders of a customer.
    public double totalPrice(String id) {
        double total = 0;
        for (Order order : ordersOf(id)) {
            total += order.getPrice() * order.getQuantity();
        }
        return total;
    }

    public List<Order> ordersOf(String id) {
        Customer customer = customers.get(id);
        return customer == null ? List.of() : customer.getOrders();
    }
}
`,
  },
  {
    path: "android/CustomerStore.kt",
    languageId: "kotlin",
    text: `package shop.store

data class Customer(val id: String, val name: String, val email: String)

class CustomerStore(private val path: String) {
    private val customers = mutableMapOf<String, Customer>()

    fun add(customer: Customer) {
        if (customers.containsKey(customer.id)) {
            throw IllegalStateException("customer already exists: \${customer.id}")
        }
        customers[customer.id] = customer
    }

    fun find(id: String): Customer? {
        return customers[id]
    }

    fun remove(id: String): Boolean {
        return customers.remove(id) != null
    }

    fun names(): List<String> {
        return customers.values.map { customer -> customer.name }
    }

    fun totalPrice(orders: List<Order>): Double {
        var total = 0.0
        for (order in orders) {
            total += order.price * order.quantity
        }
        return total
    }
}

fun loadCustomers(path: String): List<Customer> {
    val lines = File(path).readLines()
    return lines.map { line -> parseCustomer(line) }
}
`,
  },
  {
    path: "desktop/CustomerStore.cs",
    languageId: "csharp",
    text: `using System;
using System.Collections.Generic;
using System.Linq;

namespace Shop.Store
{
    public class CustomerStore
    {
        private readonly string path;
        private readonly Dictionary<string, Customer> customers = new Dictionary<string, Customer>();

        public CustomerStore(string path)
        {
            this.path = path;
        }

        public void Add(Customer customer)
        {
            if (customers.ContainsKey(customer.Id))
            {
                throw new InvalidOperationException("customer already exists");
            }
            customers.Add(customer.Id, customer);
        }

        public Customer Find(string id)
        {
            return customers.TryGetValue(id, out var customer) ? customer : null;
        }

        public bool Remove(string id)
        {
            return customers.Remove(id);
        }

        public decimal TotalPrice(IEnumerable<Order> orders)
        {
            decimal total = 0;
            foreach (var order in orders)
            {
                total += order.Price * order.Quantity;
            }
            return total;
        }
    }
}
`,
  },
  {
    path: "native/store.c",
    languageId: "c",
    text: `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "store.h"

struct customer {
    char id[16];
    char name[64];
    int order_count;
};

struct store {
    struct customer *customers;
    size_t count;
    size_t capacity;
};

struct customer *store_find(struct store *store, const char *id) {
    for (size_t i = 0; i < store->count; i++) {
        if (strcmp(store->customers[i].id, id) == 0) {
            return &store->customers[i];
        }
    }
    return NULL;
}

/* Adds a customer and grows the store where that is needed. */
int store_add(struct store *store, const struct customer *customer) {
    if (store_find(store, customer->id) != NULL) {
        return -1;
    }
    if (store->count == store->capacity) {
        size_t capacity = store->capacity * 2;
        store->customers = realloc(store->customers, capacity * sizeof(struct customer));
        store->capacity = capacity;
    }
    store->customers[store->count] = *customer;
    store->count++;
    return 0;
}

void store_print(const struct store *store) {
    for (size_t i = 0; i < store->count; i++) {
        printf("%s: %d orders\\n", store->customers[i].name, store->customers[i].order_count);
    }
}
`,
  },
  {
    path: "native/orders.cpp",
    languageId: "cpp",
    text: `#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace shop {

class OrderBook {
public:
    explicit OrderBook(std::string path) : path_(std::move(path)) {}

    void add(const Order& order) {
        if (orders_.count(order.id) > 0) {
            throw std::invalid_argument("order already exists");
        }
        orders_.emplace(order.id, order);
    }

    const Order* find(const std::string& id) const {
        auto found = orders_.find(id);
        return found == orders_.end() ? nullptr : &found->second;
    }

    bool remove(const std::string& id) {
        return orders_.erase(id) > 0;
    }

    double total_price() const {
        double total = 0;
        for (const auto& entry : orders_) {
            total += entry.second.price * entry.second.quantity;
        }
        return total;
    }

private:
    std::string path_;
    std::map<std::string, Order> orders_;
};

}  // namespace shop
`,
  },
  {
    path: "jobs/customer_store.rb",
    languageId: "ruby",
    text: `require "json"

class CustomerStore
  attr_reader :path

  def initialize(path)
    @path = path
    @customers = {}
  end

  def add(customer)
    if @customers.key?(customer.id)
      raise ArgumentError, "customer #{customer.id} already exists"
    end
    @customers[customer.id] = customer
  end

  def find(id)
    @customers[id]
  end

  def remove(id)
    @customers.delete(id)
  end

  # Saves all customers to the file of the store.
  def save
    File.write(@path, JSON.pretty_generate(@customers.values))
  end

  def total_price(orders)
    orders.sum do |order|
      order.price * order.quantity
    end
  end

  def each_customer
    @customers.each do |id, customer|
      yield customer
    end
  end
end
`,
  },
  {
    path: "legacy/CustomerStore.php",
    languageId: "php",
    text: `<?php

namespace Shop\\Store;

class CustomerStore
{
    private array $customers = [];

    public function __construct(private string $path)
    {
        $this->load();
    }

    public function add(Customer $customer): void
    {
        if (isset($this->customers[$customer->id])) {
            throw new \\RuntimeException("customer already exists");
        }
        $this->customers[$customer->id] = $customer;
    }

    public function find(string $id): ?Customer
    {
        return $this->customers[$id] ?? null;
    }

    public function remove(string $id): bool
    {
        unset($this->customers[$id]);
        return true;
    }

    public function totalPrice(array $orders): float
    {
        $total = 0;
        foreach ($orders as $order) {
            $total += $order->price * $order->quantity;
        }
        return $total;
    }
}
`,
  },
  {
    path: "scripts/import_customers.sh",
    languageId: "shellscript",
    text: `#!/usr/bin/env bash
set -euo pipefail

customers_file="$1"
orders_folder="\${2:-orders}"

if [ ! -f "$customers_file" ]; then
  echo "No file with customers: $customers_file" >&2
  exit 1
fi

import_customer() {
  local id="$1"
  local name="$2"
  curl --fail --data "id=$id&name=$name" "$API_URL/customers"
}

count=0
while IFS=, read -r id name email; do
  import_customer "$id" "$name"
  count=$((count + 1))
done < "$customers_file"

# Remove the orders of customers that are gone.
for file in "$orders_folder"/*.json; do
  if ! grep -q "$(basename "$file" .json)" "$customers_file"; then
    rm "$file"
  fi
done

echo "Imported $count customers"
`,
  },
  {
    path: "tools/customer_store.py",
    languageId: "python",
    text: `import json
from pathlib import Path


class CustomerStore:
    """All customers of the shop."""

    def __init__(self, path):
        self.path = Path(path)
        self.customers = {}

    def add(self, customer):
        if customer.id in self.customers:
            raise ValueError(f"customer {customer.id} already exists")
        self.customers[customer.id] = customer

    def find(self, id):
        return self.customers.get(id)

    def remove(self, id):
        return self.customers.pop(id, None) is not None

    def save(self):
        text = json.dumps(list(self.customers.values()), indent=2)
        self.path.write_text(text)


def load_customers(path):
    with open(path) as file:
        customers = json.load(file)
    return [customer for customer in customers if customer["email"]]


def total_price(orders):
    total = 0
    for order in orders:
        total += order.price * order.quantity
    return total
`,
  },
  {
    path: "database/customers.sql",
    languageId: "sql",
    text: `CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    price NUMERIC NOT NULL,
    quantity INTEGER NOT NULL
);

-- All customers with the total price of their orders.
SELECT customers.name, SUM(orders.price * orders.quantity) AS total_price
FROM customers
JOIN orders ON orders.customer_id = customers.id
WHERE customers.email IS NOT NULL
GROUP BY customers.name
ORDER BY total_price DESC;

INSERT INTO customers (id, name, email) VALUES (1, 'Ada', 'ada@example.com');
UPDATE customers SET email = 'ada@example.org' WHERE id = 1;
DELETE FROM orders WHERE customer_id = 1;
`,
  },
  {
    path: "deploy/shop.yaml",
    languageId: "yaml",
    text: `services:
  customers:
    image: shop/customers:1.4
    ports:
      - "8080:8080"
    environment:
      STORE_PATH: /data/customers.json
      LOG_LEVEL: info
    depends_on:
      - database
    restart: always
  orders:
    image: shop/orders:1.4
    ports:
      - "8081:8081"
    environment:
      STORE_PATH: /data/orders.json
      LOG_LEVEL: info
    depends_on:
      - database
    restart: always
  # The database keeps customers and orders.
  database:
    image: postgres:16
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`,
  },
  {
    path: "config/shop.json",
    languageId: "json",
    text: `{
  "name": "shop",
  "customers": {
    "path": "data/customers.json",
    "maxOrders": 100,
    "requireEmail": true
  },
  "orders": {
    "path": "data/orders.json",
    "currency": "EUR",
    "freeShippingFrom": 50
  },
  "features": ["customers", "orders", "shipping"],
  "logLevel": "info",
  "admin": {
    "name": "Ada",
    "email": "ada@example.com",
    "roles": ["orders", "customers"]
  }
}
`,
  },
  {
    path: "web/shop.css",
    languageId: "css",
    text: `:root {
  --accent: #2a6f97;
  --gap: 12px;
}

.customer {
  display: grid;
  grid-template-columns: 1fr 2fr;
  gap: var(--gap);
  padding: 8px 12px;
}

.customer .name {
  color: var(--accent);
  font-weight: bold;
}

.customer .orders {
  margin: 0;
  padding: 0;
  list-style: none;
}

/* Orders that were shipped are shown in grey. */
.order.shipped {
  color: #888;
  text-decoration: line-through;
}

@media (max-width: 600px) {
  .customer {
    grid-template-columns: 1fr;
  }
}
`,
  },
  {
    path: "web/customers.html",
    languageId: "html",
    text: `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Customers</title>
    <link rel="stylesheet" href="shop.css" />
  </head>
  <body>
    <h1>Customers</h1>
    <ul class="customers">
      <li class="customer">
        <span class="name">Ada</span>
        <span class="email">ada@example.com</span>
      </li>
      <li class="customer">
        <span class="name">Grace</span>
        <span class="email">grace@example.com</span>
      </li>
    </ul>
    <!-- The form adds a customer to the list. -->
    <form action="/customers" method="post">
      <input name="name" type="text" />
      <input name="email" type="email" />
      <button type="submit">Add customer</button>
    </form>
  </body>
</html>
`,
  },
  {
    path: "game/store.lua",
    languageId: "lua",
    text: `local Store = {}
Store.__index = Store

function Store.new(path)
  local self = setmetatable({}, Store)
  self.path = path
  self.customers = {}
  return self
end

function Store:add(customer)
  if self.customers[customer.id] ~= nil then
    error("customer already exists: " .. customer.id)
  end
  self.customers[customer.id] = customer
end

function Store:find(id)
  return self.customers[id]
end

function Store:remove(id)
  self.customers[id] = nil
end

-- The total price of all orders.
function Store:total_price(orders)
  local total = 0
  for _, order in ipairs(orders) do
    total = total + order.price * order.quantity
  end
  return total
end

return Store
`,
  },
  {
    path: "ios/CustomerStore.swift",
    languageId: "swift",
    text: `import Foundation

struct Customer: Codable {
    let id: String
    let name: String
    let email: String
}

final class CustomerStore {
    private let path: String
    private var customers: [String: Customer] = [:]

    init(path: String) {
        self.path = path
    }

    func add(_ customer: Customer) throws {
        guard customers[customer.id] == nil else {
            throw StoreError.alreadyExists(customer.id)
        }
        customers[customer.id] = customer
    }

    func find(_ id: String) -> Customer? {
        return customers[id]
    }

    func remove(_ id: String) -> Bool {
        return customers.removeValue(forKey: id) != nil
    }

    func save() throws {
        let data = try JSONEncoder().encode(Array(customers.values))
        try data.write(to: URL(fileURLWithPath: path))
    }
}
`,
  },
  {
    path: "docs/customers.md",
    languageId: "markdown",
    text: `# Customers

A customer has a name, an email address and a list of orders. Find a customer by its id, or say that there is none.

## Orders

The total price of an order is the sum of its items, without shipping. Orders that were shipped are shown in grey.

- Add a customer before its first order.
- Remove the orders of customers that are gone.

All customers are saved to the file of the store each night, and a customer without an email address is not loaded.
`,
  },
];

/** Places that a report names and others of its kind, in texts that were just begun: the caret is `‸`, and what follows it isn't known. */
export const begunFiles: readonly ShopFile[] = [
  { path: "server/load.go", languageId: "go", text: "package store\n\nfunc loadCustomers(‸\n" },
  {
    path: "server/check.go",
    languageId: "go",
    text: "package store\n\nfunc (s *Store) Check(id string) bool {\n\tif ‸\n}\n",
  },
  {
    path: "server/error.go",
    languageId: "go",
    text: "package store\n\nfunc check(email string) error {\n\treturn ‸\n}\n",
  },
  { path: "tools/check.py", languageId: "python", text: "def check(store, customer):\n    if ‸\n" },
  { path: "core/remove.rs", languageId: "rust", text: "impl Store {\n    pub fn remove(id‸\n}\n" },
  { path: "core/find.rs", languageId: "rust", text: "impl Store {\n    pub fn find(&self, id: &str) -> ‸\n}\n" },
  { path: "core/order.rs", languageId: "rust", text: "pub struct Order {\n    pub id: ‸\n}\n" },
  { path: "deploy/customers.yaml", languageId: "yaml", text: "customers:\n  path: ‸\n" },
  { path: "deploy/orders.yaml", languageId: "yaml", text: "orders:\n  - id: ‸\n" },
  { path: "web/orders.css", languageId: "css", text: ".customer {\n  color: ‸\n}\n" },
  { path: "web/items.css", languageId: "css", text: ".order {\n  ‸\n}\n" },
  { path: "database/orders.sql", languageId: "sql", text: "SELECT customers.‸\n" },
  { path: "database/find.sql", languageId: "sql", text: "SELECT * FROM customers WHERE ‸\n" },
  { path: "backend/Order.java", languageId: "java", text: "public class Order {\n    private final ‸\n}\n" },
  {
    path: "backend/Check.java",
    languageId: "java",
    text: "class Check {\n    void add(Customer customer) {\n        if (‸\n    }\n}\n",
  },
  { path: "desktop/Order.cs", languageId: "csharp", text: "public class Order\n{\n    public string ‸\n}\n" },
  { path: "native/load.c", languageId: "c", text: "struct customer *load_customers(‸\n" },
  { path: "native/load.cpp", languageId: "cpp", text: "std::vector<Customer> loadCustomers(‸\n" },
  { path: "jobs/load.rb", languageId: "ruby", text: "def load_customers(‸\n" },
  { path: "jobs/check.rb", languageId: "ruby", text: "def check(customer)\n  if ‸\nend\n" },
  { path: "legacy/load.php", languageId: "php", text: "<?php\n\nfunction loadCustomers(‸\n" },
  { path: "legacy/check.php", languageId: "php", text: "<?php\n\nif (‸\n" },
  { path: "scripts/load.sh", languageId: "shellscript", text: "load_customers() {\n  ‸\n}\n" },
  { path: "scripts/check.sh", languageId: "shellscript", text: "if ‸\n" },
  { path: "android/load.kt", languageId: "kotlin", text: "fun loadCustomers(‸\n" },
  { path: "ios/load.swift", languageId: "swift", text: "func loadCustomers(‸\n" },
  { path: "game/load.lua", languageId: "lua", text: "function load_customers(‸\n" },
  { path: "config/customer.json", languageId: "json", text: '{\n  "id": ‸\n}\n' },
  { path: "web/orders.html", languageId: "html", text: '<ul class="orders">\n  <li ‸\n</ul>\n' },
  { path: "docs/orders.md", languageId: "markdown", text: "# Orders\n\nFind a cust‸\n" },
  { path: "docs/load.md", languageId: "markdown", text: "# Loading\n\nThe function load‸\n" },
  { path: "docs/notes.txt", languageId: "plaintext", text: "Throw an error if the customer ‸\n" },
  { path: "box/1", languageId: "scminput", text: "Find a cust‸" },
  { path: "box/2", languageId: "scminput", text: "Create a customer ‸" },
  { path: "box/3", languageId: "scminput", text: "Ship orders of ‸" },
  { path: "box/4", languageId: "scminput", text: "Add the total price of ‸" },
];
