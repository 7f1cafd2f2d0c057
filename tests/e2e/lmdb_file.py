"""Changes one row of an LMDB file, through the library that the engine itself uses: for what no
engine would ever write."""

import ctypes


class Value(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("data", ctypes.c_char_p)]

    @classmethod
    def of(cls, content):
        return cls(len(content), content)


def replace_row(directory, table, key, value):
    """In the environment of this directory, which nobody else has open."""
    library = ctypes.CDLL("liblmdb.so.0")

    def call(name, *arguments):
        error = getattr(library, name)(*arguments)
        if error != 0:
            raise OSError(f"{name}: {error}")

    environment, transaction, handle = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_uint()
    call("mdb_env_create", ctypes.byref(environment))
    call("mdb_env_set_maxdbs", environment, 16)
    call("mdb_env_open", environment, str(directory).encode(), 0, 0o600)
    call("mdb_txn_begin", environment, None, 0, ctypes.byref(transaction))
    call("mdb_dbi_open", transaction, table.encode(), 0, ctypes.byref(handle))
    call("mdb_put", transaction, handle, ctypes.byref(Value.of(key)),
         ctypes.byref(Value.of(value)), 0)
    call("mdb_txn_commit", transaction)
    library.mdb_env_close(environment)
