package dev.sinter.runtime.io;

import java.io.IOException;

/** A file is not what its format says: which file, at which byte, and why. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final long position;
    private final String reason;

    public FormatException(String file, long position, String reason) {
        super(file + " is malformed at byte " + position + ": " + reason);
        this.file = file;
        this.position = position;
        this.reason = reason;
    }

    /** The file's name; inside an archive, the archive's name, a slash and the entry's name. */
    public String file() {
        return file;
    }

    /** The byte, counted from 0, at which the reader noticed. */
    public long position() {
        return position;
    }

    public String reason() {
        return reason;
    }
}
