/** What needs the desktop's libraries: image files as data, curves as pictures. */
module dev.sinter.pictures {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.frontend;
    requires dev.sinter.ir;
    requires dev.sinter.runtime;
    requires dev.sinter.types;
    requires java.desktop;
    requires xchart;

    exports dev.sinter.pictures;
}
