/** What a newcomer from PyTorch types in the first hour. */
module dev.sinter.samples.tour {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.frontend;
    requires dev.sinter.compiler;
    requires dev.sinter.ir;
    requires dev.sinter.pictures;
    requires dev.sinter.samples.digits;
    requires transitive dev.sinter.types;
    requires transitive dev.sinter.runtime;

    exports dev.sinter.samples.tour;
}
