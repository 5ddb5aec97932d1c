#include <sotto/collector.hpp>

// Starts an observer on any free port and stops it.
int main() {
  sotto::Observer observer({.port = 0, .db_path = "observer.db"});
  if (!observer.start().ok()) return 1;
  const bool has_port = observer.url().starts_with("http://127.0.0.1:");
  observer.stop();
  return has_port ? 0 : 1;
}
