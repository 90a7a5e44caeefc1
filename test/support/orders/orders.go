package orders

import (
	"errors"
	"fmt"
	"sort"
)

// Line is one article of an order.
type Line struct {
	Article string
	Count   int
	Cents   int
}

// Order is what a customer has asked for.
type Order struct {
	ID       string
	Customer string
	Lines    []Line
}

// Store keeps orders by their id.
type Store struct {
	orders map[string]Order
}

func NewStore() *Store {
	return &Store{orders: make(map[string]Order)}
}

// Add keeps an order.
func (store *Store) Add(order Order) error {
	if order.ID == "" {
		return errors.New("an order needs an id")
	}
	if _, exists := store.orders[order.ID]; exists {
		return fmt.Errorf("order %s exists", order.ID)
	}
	store.orders[order.ID] = order
	return nil
}

// Total is the price of an order in cents.
func (order Order) Total() int {
	total := 0
	for _, line := range order.Lines {
		total += line.Count * line.Cents
	}
	return total
}

// Of lists the orders of a customer, the dearest first.
func (store *Store) Of(customer string) []Order {
	var found []Order
	for _, order := range store.orders {
		if order.Customer == customer {
			found = append(found, order)
		}
	}
	sort.Slice(found, func(i, j int) bool {
		return found[i].Total() > found[j].Total()
	})
	return found
}
