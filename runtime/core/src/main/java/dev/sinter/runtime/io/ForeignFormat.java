package dev.sinter.runtime.io;

import dev.sinter.runtime.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file format for tensors that another module reads and writes; found by {@link java.util.ServiceLoader}. */
public interface ForeignFormat {
    /** The ends of the names of such files, in lower case and with their dots. */
    List<String> suffixes();

    /** Reads all tensors of a file by name; {@link FormatException} where it is malformed or holds what is not read. */
    Map<String, Buffer> read(Path file) throws IOException;

    /** Replaces a file whole or not at all; {@link IllegalArgumentException} where the format cannot hold a tensor. */
    void write(Path file, Map<String, Buffer> tensors) throws IOException;
}
