"""The commands of `kaohe`, one module each: `run(store, arguments, console) -> exit code`."""
