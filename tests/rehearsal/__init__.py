"""Stories about the rehearsal network, told over HTTP as callassist and a browser use it."""
