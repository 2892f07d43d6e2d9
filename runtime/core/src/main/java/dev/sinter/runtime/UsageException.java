package dev.sinter.runtime;

/** The arguments of a command make no sense, whatever the files hold. */
final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
